"""Text that is typed before its field is there."""

from textual import events

from console.ui.keys import written
from console.ui.lasting import LastingDriver
from console.ui.screens.steering import Steered


class Ahead(Steered):
    """While its composer opens, what is typed is meant for it and is no command."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead: list[str] | None = None
        """Text typed while the composer opens; None when it does not."""

    def read_ahead(self) -> None:
        """Take what waits in the terminal since the release before us handed it on."""
        app = self.console_app
        if app.settings.carried is not None and app.settings.carried.item_id is not None:
            self.ahead = app.typed
        if isinstance(app._driver, LastingDriver):
            app._driver.read()

    def take(self, key: str) -> bool:
        if self.ahead is None or key == "ctrl+q":
            return False
        if key == "backspace":
            del self.ahead[-1:]
        elif text := written(key):
            self.ahead.append(text)
        return True

    def typed_ahead(self) -> str:
        """The text for the composer that opens."""
        # A fast typist or a paste, and no field to put it in yet.
        keys, self.burst.keys = self.burst.keys, []
        for key in keys:
            if not self.take(key):
                self.press(key)
        return "".join(self.ahead or ())

    def on_paste(self, event: events.Paste) -> None:
        if self.ahead is not None:
            event.stop()
            event.prevent_default()
            self.typed_ahead()
            self.ahead.extend(event.text)

    def _settle(self) -> None:
        if self.ahead is None:
            super()._settle()
        else:
            self.typed_ahead()
