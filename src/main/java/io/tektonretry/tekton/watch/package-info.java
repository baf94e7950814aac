/**
 * Lists and watches: informers for Tekton kinds, pods and Events. They deliver JSON trees and positions, and keep nothing.
 */
@NullMarked
package io.tektonretry.tekton.watch;

import org.jspecify.annotations.NullMarked;
