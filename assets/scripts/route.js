/* From an address to what the server is asked: a whole page when the path changes, new figures when only the filters do. */
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.dashboard = Object.assign(window.dash_clientside.dashboard || {}, {
    route(path, search, mounted) {
        const asked = {path: path || "/", search: search || ""};
        const same = window.dash_clientside.no_update;
        return mounted === asked.path ? [same, asked] : [asked, same];
    },
});
