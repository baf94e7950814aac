package io.tektonretry.mirror;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the rounds of one measurement gave; each is printed as a line of CSV when it is there. */
final class Figures {

    private final String name;
    private final String unit;
    private final List<Double> values = new ArrayList<>();

    Figures(String name, String unit) {
        this.name = name;
        this.unit = unit;
    }

    void add(double value) {
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

    double median() {
        return at(values.size() / 2);
    }

    private double at(int place) {
        return values.stream().sorted().skip(place).findFirst().orElseThrow();
    }

    void summarise() {
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
