// The configured embedder and reranker, whose work for this system's own index and searches is counted, too.
#pragma once

#include <memory>

#include "model/registry.h"
#include "monitor/spending.h"

namespace onggi::app {

/// `embedder`, each of whose calls is charged to nobody. The built-in one is given back as it is: it costs nothing.
/// `models` and `spending` must outlive it.
std::shared_ptr<Embedder> charged(std::shared_ptr<Embedder> embedder, ModelRegistry& models, Spending& spending);
/// Likewise; null stays null.
std::shared_ptr<Reranker> charged(std::shared_ptr<Reranker> reranker, ModelRegistry& models, Spending& spending);

}  // namespace onggi::app
