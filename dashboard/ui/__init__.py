"""The browser side: components, callbacks, routes. The only folder that imports dash and flask."""
