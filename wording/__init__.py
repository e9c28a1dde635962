"""How dates, amounts, counts and spaces are written in French and in English: the lowest layer, pure."""
