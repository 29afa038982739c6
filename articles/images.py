"""Pictures: taken in once, made safe, and kept in several widths."""
