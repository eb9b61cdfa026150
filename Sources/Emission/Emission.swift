// Emission: One laser pulse with frozen ions: local rates, gain, spontaneous and amplified emission, detected spectrum.
