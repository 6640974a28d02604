"""Legal limits as data, periods as rows, due dates derived and explained."""
