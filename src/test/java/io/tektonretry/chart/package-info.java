/** The Helm chart as Helm renders it, and the rights that it grants, to which services in tests are held. */
@NullMarked
package io.tektonretry.chart;

import org.jspecify.annotations.NullMarked;
