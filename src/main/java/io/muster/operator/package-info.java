/**
 * Operators, people and machines, and their named tokens (SEMANTICS 37): what is stored of them,
 * and what this instance knows of it. Who a request is from is decided by {@code access}.
 */
@NullMarked
package io.muster.operator;

import org.jspecify.annotations.NullMarked;
