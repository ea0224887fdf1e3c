/* From an address to what the server is asked: a whole page when the path changes, new figures when only the filters do. */
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.dashboard = Object.assign(window.dash_clientside.dashboard || {}, {
    route(path, search, mounted) {
        const asked = {path: path || "/", search: search || ""};
        const same = window.dash_clientside.no_update;
        return mounted === asked.path ? [same, asked] : [asked, same];
    },

    /* Which chart's explanation is asked for; the buttons of a page that has just come have not been pressed. */
    explain(presses, path, search) {
        const pressed = window.dash_clientside.callback_context.triggered_id;
        const trigger = window.dash_clientside.callback_context.triggered[0];
        if (!pressed || !trigger || !trigger.value) return window.dash_clientside.no_update;
        // The panel gives the focus back to where it was: the menu's own button, since the item folds away with the menu.
        const menu = document.activeElement && document.activeElement.closest("details.menu");
        if (menu) menu.querySelector("summary").focus();
        return {chart: pressed.key, path: path || "/", search: search || "", press: trigger.value};
    },
});
