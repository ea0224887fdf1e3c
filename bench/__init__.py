"""How fast the dashboard is beside a plainly written Dash app of the same page, on invented data of any size."""
