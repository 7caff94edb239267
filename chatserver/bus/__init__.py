"""How does one node hint to the others that the truth has changed?"""

from chatserver.bus.choice import open_bus
from chatserver.bus.hints import Carried, Hint, Typing
from chatserver.bus.port import Bus, Heard, Resubscribed

__all__ = ["Bus", "Carried", "Heard", "Hint", "Resubscribed", "Typing", "open_bus"]
