package io.tektonretry.mirror;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the rounds of one measurement gave; each is printed as a line of CSV when it is there. */
public final class Figures {

    private final String name;
    private final String unit;
    private final List<Double> values = new ArrayList<>();

    public Figures(String name, String unit) {
        this.name = name;
        this.unit = unit;
    }

    public void add(double value) {
        values.add(value);
        System.out.printf(
                Locale.ROOT,
                "csv,%s,%s,%d,%.4f,%.2f%n",
                name,
                unit,
                values.size(),
                value,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    public double median() {
        return at(values.size() / 2);
    }

    private double at(int place) {
        return values.stream().sorted().skip(place).findFirst().orElseThrow();
    }

    public void summarise() {
        System.out.printf(
                Locale.ROOT,
                "%s: median %.4g %s, from %.4g to %.4g in %d rounds; load average %.1f%n",
                name,
                median(),
                unit,
                at(0),
                at(values.size() - 1),
                values.size(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
}
