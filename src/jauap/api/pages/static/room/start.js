// Choosing an assistant.

import "./room_frame.js";
