// Bench: The protocol language, the apparatus that carries a protocol out, and the coupling of slow and fast.
