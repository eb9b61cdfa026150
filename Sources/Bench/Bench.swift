// Bench: The protocol language, the apparatus that carries a protocol out, and the coupling of slow and fast.
//
//   Protocol/         sentences of a lab book → typed steps → a flat timeline (knows no apparatus)
//   Apparatus/        the seam: what anything that carries a timeline out must be able to do
//   SimulatedDevice/  the apparatus made of Transport, Optics and Emission
//   Run/              carrying out, and what a run leaves behind
