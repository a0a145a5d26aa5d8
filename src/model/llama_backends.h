// Starts libllama once: its log, and the plug-ins that compute.
#pragma once

namespace onggi::model {

/// Loads the best CPU plug-in for this machine and whatever accelerator plug-ins lie beside libggml. Thread safe; the
/// first call does the work.
void start_libllama();

}  // namespace onggi::model
