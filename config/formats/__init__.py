"""How dates and numbers are written, where Django's own is not what people expect here; Easy German is German."""
