"""Annual reports of the organs below, collected, checked, summed and compared over years."""
