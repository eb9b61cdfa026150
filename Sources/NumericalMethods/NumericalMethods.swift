// NumericalMethods: Mathematics with no physics in it: exponentially fitted weights, block-tridiagonal systems, stiff integration, roots, quadrature, least squares, resampling.
