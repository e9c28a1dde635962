"""The life of many actions over ten years, the clock moved month by month: shared by a test and by a bench."""
