"""In which language a person reads: her own choice, else what her browser asks for."""
