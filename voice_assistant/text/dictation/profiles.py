"""Which settings hold in which program."""

from __future__ import annotations

from fnmatch import fnmatchcase

from ...config.schema import Config, DictationConfig


def settings_for(app: str | None, config: Config) -> DictationConfig:
    """The dictation settings for the program in front; `app` is its window class or title, None when unknown.

    Several profiles may fit: later ones in the file override earlier ones.
    """
    settings = config.dictation
    for profile in config.profiles:
        if app is not None and fnmatchcase(app.casefold(), profile.app.casefold()):
            settings = settings.model_copy(update=profile.model_dump(exclude={"app"}, exclude_none=True))
    return settings
