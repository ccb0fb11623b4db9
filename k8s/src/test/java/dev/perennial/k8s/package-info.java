/**
 * What holds the manifests to the code: every overlay is rendered by kubectl and loaded strictly
 * into the types of those who read it ({@link dev.perennial.k8s.Manifests}), and the rules of this
 * package are held against it. A rule answers with what is wrong, a sentence each, so that its test
 * can show it a manifest that breaks it.
 */
@NullMarked
package dev.perennial.k8s;

import org.jspecify.annotations.NullMarked;
