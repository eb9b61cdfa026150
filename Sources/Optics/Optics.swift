// Optics: Plane waves in layer stacks, absorption profiles on a mesh, guided modes. Convention e^{-iωt}, n + ik with k > 0 absorbing.
