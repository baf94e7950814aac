/**
 * Lists and watches: informers for Tekton kinds, pods and Events. They report JSON trees and positions, and store
 * nothing.
 */
@NullMarked
package io.tektonretry.tekton.watch;

import org.jspecify.annotations.NullMarked;
