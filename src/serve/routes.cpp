// The table, and finding a path in it.
#include "serve/routes.h"

#include "serve/handlers.h"

namespace onggi::serve_room {
namespace {

using enum BodyKind;
using enum Lane;

constexpr Access kAsk = needs(Right::ask);
constexpr Access kManageSystem = needs(Right::manage_system);
constexpr Access kManagePeople = needs(Right::manage_people);
constexpr KeyScopes kAnyScope{KeyScope::models, KeyScope::retrieval, KeyScope::documents};
constexpr KeyScopes kModels{KeyScope::models};
constexpr KeyScopes kRetrieval{KeyScope::retrieval};
constexpr KeyScopes kDocuments{KeyScope::documents};
constexpr KeyScopes kReading{KeyScope::retrieval, KeyScope::documents};
constexpr KeyScopes kWriting{KeyScope::models, KeyScope::retrieval};

// clang-format off
constexpr Route kRoutes[] = {
    {"GET",    "/api/session",                                        kPerson,                        "none",              none,   quick, get_session, nullptr, kAnyScope},
    {"POST",   "/api/session",                                        kAnybody,                       "session.create",    json,   quick, log_in},
    {"DELETE", "/api/session",                                        kPerson,                        "session.delete",    none,   quick, log_out},
    {"GET",    "/api/status",                                         kPerson,                        "none",              none,   quick, get_status, nullptr, kAnyScope},
    {"GET",    "/api/documents",                                      kAsk,                           "document.list",     none,   quick, list_documents, nullptr, kReading},
    {"POST",   "/api/documents",                                      needs(Right::write_documents),  "document.add",      upload, slow,  upload_document, check_upload, kDocuments},
    {"PATCH",  "/api/documents",                                      kAsk,                           "document.change",   json,   quick, change_documents, nullptr, kDocuments},
    {"GET",    "/api/documents/{document_id}",                        kAsk,                           "document.read",     none,   quick, get_document, nullptr, kReading},
    {"PATCH",  "/api/documents/{document_id}",                        kAsk,                           "document.change",   json,   quick, change_document, nullptr, kDocuments},
    {"DELETE", "/api/documents/{document_id}",                        needs(Right::write_documents),  "document.delete",   none,   quick, delete_document, nullptr, kDocuments},
    {"GET",    "/api/documents/{document_id}/content",                kAsk,                           "document.read",     none,   slow,  get_document_content, nullptr, kReading},
    {"GET",    "/api/documents/{document_id}/original",               kAsk,                           "document.download", none,   slow,  get_document_original, nullptr, kReading},
    {"GET",    "/api/documents/{document_id}/pages/{page_index}/image", kAsk,                         "document.read",     none,   slow,  get_page_image, nullptr, kReading},
    {"GET",    "/api/documents/{document_id}/pages/{page_index}/words", kAsk,                         "document.read",     none,   slow,  get_page_words, nullptr, kReading},
    {"GET",    "/api/documents/{document_id}/corrections",            kAsk,                           "document.read",     none,   slow,  list_corrections, nullptr, kDocuments},
    {"POST",   "/api/documents/{document_id}/corrections",            kAsk,                           "correction.add",    json,   slow,  add_correction, nullptr, kDocuments},
    {"GET",    "/api/documents/{document_id}/corrections/export",     kAsk,                           "correction.export", none,   slow,  export_corrections, nullptr, kDocuments},
    {"PATCH",  "/api/documents/{document_id}/corrections/{correction_id}", kAsk,                      "correction.change", json,   slow,  change_correction, nullptr, kDocuments},
    {"DELETE", "/api/documents/{document_id}/corrections/{correction_id}", kAsk,                      "correction.withdraw", none, quick, withdraw_correction, nullptr, kDocuments},
    {"GET",    "/api/label-proposals",                                kAsk,                           "none",              none,   quick, list_label_proposals},
    {"POST",   "/api/label-proposals",                                kAsk,                           "label.decide",      json,   quick, decide_label_proposals},
    {"GET",    "/api/label-report",                                   kAsk,                           "label.report",      none,   slow,  get_label_report},
    {"GET",    "/api/metadata-fields",                                kAsk,                           "none",              none,   quick, list_metadata_fields, nullptr, kReading},
    {"POST",   "/api/metadata-fields",                                needs(Right::manage_labels),    "field.add",         json,   quick, add_metadata_field},
    {"DELETE", "/api/metadata-fields/{field}",                        needs(Right::manage_labels),    "field.remove",      none,   quick, remove_metadata_field},
    {"GET",    "/api/jobs",                                           kPerson,                        "none",              none,   quick, list_jobs, nullptr, kDocuments},
    {"GET",    "/api/jobs/{job_id}",                                  kPerson,                        "none",              none,   quick, get_job, nullptr, kDocuments},
    {"DELETE", "/api/jobs/{job_id}",                                  kPerson,                        "job.cancel",        none,   quick, cancel_job, nullptr, kDocuments},
    {"POST",   "/api/search",                                         kAsk,                           "search",            json,   quick, search, nullptr, kRetrieval},
    {"POST",   "/api/search/uses",                                    kAsk,                           "search.use",        json,   quick, note_search_use, nullptr, kRetrieval},
    {"POST",   "/api/search/why",                                     kAsk,                           "search.why",        json,   quick, explain_absence, nullptr, kRetrieval},
    {"POST",   "/api/ask",                                            kAsk,                           "ask",               json,   call,  ask, nullptr, kRetrieval},
    {"GET",    "/api/conversations",                                  kAsk,                           "none",              none,   slow,  list_conversations},
    {"POST",   "/api/conversations",                                  kAsk,                           "conversation.add",  json,   quick, start_conversation},
    {"GET",    "/api/conversations/{conversation_id}",                kAsk,                           "conversation.read", none,   quick, get_conversation},
    {"PATCH",  "/api/conversations/{conversation_id}",                kAsk,                           "conversation.change", json, quick, change_conversation},
    {"DELETE", "/api/conversations/{conversation_id}",                kAsk,                           "conversation.remove", none, quick, remove_conversation},
    {"PUT",    "/api/conversations/{conversation_id}/exchanges/{number}/rating", kAsk,                "conversation.rate", json,   quick, rate_exchange},
    {"GET",    "/api/conversations/{conversation_id}/export",         kAsk,                           "conversation.export", none, quick, export_conversation},
    {"GET",    "/api/traces",                                         kAsk,                           "trace.list",        none,   quick, list_traces},
    {"GET",    "/api/traces/{trace_id}",                              kAsk,                           "trace.read",        none,   quick, get_trace},
    {"POST",   "/api/traces/{trace_id}/replay",                       kAsk,                           "trace.replay",      none,   call,  replay_trace},
    {"GET",    "/api/models",                                         kAsk,                           "none",              none,   quick, list_models, nullptr, kAnyScope},
    {"GET",    "/api/model-prices",                                   kManageSystem,                  "none",              none,   quick, list_model_prices},
    {"PUT",    "/api/model-prices",                                   kManageSystem,                  "model.price",       json,   quick, set_model_price},
    {"GET",    "/api/usage",                                          kManageSystem,                  "usage.read",        none,   quick, get_usage},
    {"GET",    "/api/functions",                                      kAsk,                           "none",              none,   quick, list_functions, nullptr, kModels},
    {"POST",   "/api/functions/{function}",                           kAsk,                           "function.apply",    json,   call,  apply_function, nullptr, kModels},
    {"GET",    "/api/recipes",                                        needs(Right::write_documents),  "none",              none,   quick, list_recipes},
    {"POST",   "/api/recipes/try",                                    needs(Right::write_documents),  "recipe.try",        json,   slow,  try_a_recipe},
    {"GET",    "/api/recipes/runs",                                   kAsk,                           "recipe.list",       none,   quick, list_recipe_runs},
    {"POST",   "/api/recipes/runs",                                   needs(Right::write_documents),  "recipe.run",        json,   slow,  run_recipe},
    {"GET",    "/api/recipes/runs/{recipe_id}",                       kAsk,                           "recipe.read",       none,   quick, get_recipe_run},
    {"GET",    "/api/duplicates",                                     kAsk,                           "none",              none,   slow,  list_duplicates},
    {"GET",    "/api/duplicates/{document_id}",                       kAsk,                           "document.read",     none,   slow,  get_duplicates},
    {"POST",   "/api/duplicates/{document_id}/decision",              needs(Right::write_documents),  "duplicates.decide", json,   slow,  decide_duplicates},
    {"GET",    "/api/duplicate-decisions",                            kAsk,                           "none",              none,   quick, list_duplicate_decisions},
    {"DELETE", "/api/duplicate-decisions/{decision_id}",              needs(Right::write_documents),  "duplicates.undo",   none,   slow,  undo_duplicate_decision},
    {"GET",    "/api/words",                                          kAsk,                           "none",              none,   quick, list_words},
    {"POST",   "/api/words",                                          needs(Right::manage_labels),    "words.change",      json,   slow,  change_words},
    {"GET",    "/api/words/proposals",                                needs(Right::manage_labels),    "words.propose",     none,   slow,  propose_words},
    {"POST",   "/api/words/dismissals",                               needs(Right::manage_labels),    "words.dismiss",     json,   quick, dismiss_word_proposal},
    {"GET",    "/api/guards",                                         kManageSystem,                  "none",              none,   quick, get_guards},
    {"PUT",    "/api/guards",                                         kManageSystem,                  "guard.change",      json,   quick, change_guards},
    {"GET",    "/api/guards/versions",                                kManageSystem,                  "none",              none,   quick, list_guard_versions},
    {"POST",   "/api/guards/try",                                     kManageSystem,                  "guard.try",         json,   quick, try_guards},
    {"GET",    "/api/prompts",                                        kManageSystem,                  "none",              none,   quick, list_prompts},
    {"GET",    "/api/prompts/{prompt}",                               kManageSystem,                  "none",              none,   quick, get_prompt},
    {"GET",    "/api/prompts/{prompt}/versions",                      kManageSystem,                  "none",              none,   quick, list_prompt_versions},
    {"POST",   "/api/prompts/{prompt}/versions",                      kManageSystem,                  "prompt.save",       json,   quick, save_prompt},
    {"GET",    "/api/prompts/{prompt}/versions/{number}",             kManageSystem,                  "none",              none,   quick, get_prompt_version},
    {"GET",    "/api/prompts/{prompt}/comparison",                    kManageSystem,                  "none",              none,   quick, compare_prompts},
    {"PUT",    "/api/prompts/{prompt}/labels/{label}",                kManageSystem,                  "prompt.label",      json,   quick, set_prompt_label},
    {"DELETE", "/api/prompts/{prompt}/labels/{label}",                kManageSystem,                  "prompt.label",      none,   quick, remove_prompt_label},
    {"POST",   "/api/prompts/{prompt}/rollbacks",                     kManageSystem,                  "prompt.rollback",   none,   quick, roll_back_prompt},
    {"POST",   "/api/prompts/{prompt}/approvals",                     kManageSystem,                  "prompt.approve",    json,   quick, approve_prompt},
    {"POST",   "/api/prompts/{prompt}/check",                         kManageSystem,                  "prompt.check",      json,   quick, check_prompt_texts},
    {"GET",    "/api/prompts/{prompt}/sets",                          kManageSystem,                  "none",              none,   quick, list_prompt_sets},
    {"PUT",    "/api/prompts/{prompt}/sets/{name}",                   kManageSystem,                  "prompt.set_save",   json,   quick, save_prompt_set},
    {"DELETE", "/api/prompts/{prompt}/sets/{name}",                   kManageSystem,                  "prompt.set_remove", none,   quick, remove_prompt_set},
    {"POST",   "/api/prompts/{prompt}/try",                           kManageSystem,                  "prompt.try",        json,   call,  try_prompts},
    {"GET",    "/api/applications",                                   kAsk,                           "none",              none,   quick, list_applications},
    {"POST",   "/api/applications",                                   needs(Right::write_documents),  "application.add",   json,   quick, add_application},
    {"POST",   "/api/applications/try",                               needs(Right::write_documents),  "application.try",   json,   call,  try_application},
    {"GET",    "/api/applications/{application_id}",                  kAsk,                           "none",              none,   quick, get_application},
    {"PUT",    "/api/applications/{application_id}",                  needs(Right::write_documents),  "application.change", json,  quick, change_application},
    {"DELETE", "/api/applications/{application_id}",                  needs(Right::write_documents),  "application.remove", none,  quick, remove_application},
    {"GET",    "/api/applications/{application_id}/versions",         needs(Right::write_documents),  "none",              none,   quick, list_application_versions},
    {"POST",   "/api/applications/{application_id}/versions/{number}/restore", needs(Right::write_documents), "application.restore", none, quick, restore_application},
    {"POST",   "/api/applications/{application_id}/key",              kAsk,                           "application.key",   json,   quick, make_application_key},
    {"GET",    "/api/personal/kinds",                                 kAsk,                           "none",              none,   slow,  list_personal_kinds},
    {"GET",    "/api/personal/findings",                              kAsk,                           "personal.read",     none,   slow,  list_personal_findings},
    {"POST",   "/api/personal/decisions",                             kAsk,                           "personal.decide",   json,   slow,  decide_personal_findings},
    {"DELETE", "/api/personal/decisions/{decision_id}",               kAsk,                           "personal.undo",     none,   slow,  undo_personal_decision},
    {"PUT",    "/api/personal/thresholds/{kind}",                     needs(Right::see_unmasked),     "personal.threshold", json,  slow,  set_personal_threshold},
    {"DELETE", "/api/personal/thresholds/{kind}",                     needs(Right::see_unmasked),     "personal.threshold", none,  slow,  reset_personal_threshold},
    {"GET",    "/api/sources",                                        kManageSystem,                  "source.list",       none,   quick, list_sources},
    {"POST",   "/api/sources",                                        kManageSystem,                  "source.add",        json,   quick, add_source},
    {"GET",    "/api/sources/{source_id}",                            kManageSystem,                  "source.read",       none,   quick, get_source},
    {"PATCH",  "/api/sources/{source_id}",                            kManageSystem,                  "source.change",     json,   quick, change_source},
    {"DELETE", "/api/sources/{source_id}",                            kManageSystem,                  "source.remove",     none,   quick, remove_source},
    {"POST",   "/api/sources/{source_id}/runs",                       kManageSystem,                  "source.run",        json,   quick, run_source},
    {"GET",    "/api/sources/{source_id}/items",                      kManageSystem,                  "source.read",       none,   quick, list_source_items},
    {"POST",   "/api/pseudonyms/reveal",                              needs(Right::see_unmasked),     "pseudonym.reveal",  json,   slow,  reveal_pseudonym},
    {"GET",    "/api/procedures",                                     needs(Right::see_unmasked),     "procedure.list",    none,   quick, list_procedures},
    {"POST",   "/api/procedures",                                     needs(Right::see_unmasked),     "procedure.start",   json,   quick, start_procedure},
    {"GET",    "/api/procedures/{procedure_id}",                      needs(Right::see_unmasked),     "procedure.read",    none,   quick, get_procedure},
    {"GET",    "/api/procedures/{procedure_id}/report",               needs(Right::see_unmasked),     "procedure.report",  none,   slow,  get_procedure_report},
    {"POST",   "/api/procedures/{procedure_id}/apply",                needs(Right::see_unmasked),     "procedure.run",     json,   quick, apply_procedure},
    {"GET",    "/api/procedures/{procedure_id}/sample",               needs(Right::see_unmasked),     "procedure.inspect", none,   slow,  get_procedure_sample},
    {"POST",   "/api/procedures/{procedure_id}/sample",               needs(Right::see_unmasked),     "procedure.draw",    json,   slow,  draw_procedure_sample},
    {"POST",   "/api/procedures/{procedure_id}/steps",                needs(Right::see_unmasked),     "procedure.step",    json,   quick, add_procedure_step},
    {"GET",    "/api/question-sets",                                      needs(Right::write_documents),  "none",               none,  slow,  list_question_sets},
    {"POST",   "/api/question-sets",                                      needs(Right::write_documents),  "questions.make",     json,  quick, add_question_set},
    {"GET",    "/api/question-sets/{set_id}",                             needs(Right::write_documents),  "questions.read",     none,  slow,  get_question_set},
    {"DELETE", "/api/question-sets/{set_id}",                             needs(Right::write_documents),  "questions.remove",   none,  quick, remove_question_set},
    {"POST",   "/api/question-sets/{set_id}/questions",                   needs(Right::write_documents),  "questions.add",      json,  slow,  add_questions},
    {"POST",   "/api/question-sets/{set_id}/proposals",                   needs(Right::write_documents),  "questions.propose",  json,  slow,  propose_questions},
    {"POST",   "/api/question-sets/{set_id}/decisions",                   needs(Right::write_documents),  "questions.decide",   json,  slow,  decide_questions},
    {"GET",    "/api/question-sets/{set_id}/runs",                        needs(Right::write_documents),  "none",               none,  slow,  list_question_runs},
    {"GET",    "/api/question-sets/{set_id}/cuttings",                    needs(Right::write_documents),  "none",               none,  slow,  get_cuttings},
    {"POST",   "/api/question-sets/{set_id}/cuttings",                    needs(Right::manage_system),    "questions.optimize", none,  slow,  try_cuttings},
    {"POST",   "/api/question-sets/{set_id}/runs",                        needs(Right::write_documents),  "questions.run",      json,  quick, start_question_run},
    {"GET",    "/api/question-runs/{run_id}",                             needs(Right::write_documents),  "questions.read",     none,  slow,  get_question_run},
    {"DELETE", "/api/question-runs/{run_id}",                             needs(Right::write_documents),  "questions.remove",   none,  quick, remove_question_run},
    {"GET",    "/api/people",                                         kManagePeople,                  "person.list",       none,   quick, list_people},
    {"POST",   "/api/people",                                         kManagePeople,                  "person.add",        json,   quick, add_person},
    {"PATCH",  "/api/people/{login}",                                 kManagePeople,                  "person.change",     json,   quick, change_person},
    {"PUT",    "/api/people/{login}/password",                        kPerson,                        "person.password",   json,   quick, set_password},
    {"GET",    "/api/groups",                                         kAsk,                           "none",              none,   quick, list_groups},
    {"POST",   "/api/groups",                                         kManagePeople,                  "group.add",         json,   quick, add_group},
    {"DELETE", "/api/groups/{name}",                                  kManagePeople,                  "group.remove",      none,   quick, remove_group},
    {"POST",   "/api/groups/{name}/members",                          kManagePeople,                  "group.join",        json,   quick, join_group},
    {"DELETE", "/api/groups/{name}/members",                          kManagePeople,                  "group.leave",       json,   quick, leave_group},
    {"GET",    "/api/keys",                                           kPerson,                        "none",              none,   quick, list_keys},
    {"POST",   "/api/keys",                                           kPerson,                        "key.add",           json,   quick, add_key},
    {"DELETE", "/api/keys/{key_id}",                                  kPerson,                        "key.revoke",        none,   quick, revoke_key},
    {"GET",    "/api/audit",                                          needs(Right::read_audit),       "audit.read",        none,   quick, list_audit},
    {"GET",    "/v1/models",                                          kAsk,                           "none",              none,   quick, openai_list_models, nullptr, kAnyScope},
    {"GET",    "/v1/models/*",                                        kAsk,                           "none",              none,   quick, openai_get_model, nullptr, kAnyScope},
    {"POST",   "/v1/chat/completions",                                kAsk,                           "chat.complete",     json,   call,  openai_chat, nullptr, kWriting},
    {"POST",   "/v1/responses",                                       kAsk,                           "response.create",   json,   call,  create_response, nullptr, kWriting},
    {"GET",    "/v1/responses/{response_id}",                         kAsk,                           "response.read",     none,   quick, get_response, nullptr, kWriting},
    {"DELETE", "/v1/responses/{response_id}",                         kAsk,                           "response.remove",   none,   quick, remove_response, nullptr, kWriting},
    {"POST",   "/v1/responses/{response_id}/cancel",                  kAsk,                           "response.cancel",   none,   quick, cancel_response, nullptr, kWriting},
    {"GET",    "/v1/responses/{response_id}/input_items",             kAsk,                           "response.read",     none,   quick, list_response_inputs, nullptr, kWriting},
    {"GET",    "/v1/files",                                           kAsk,                           "document.list",     none,   quick, list_files, nullptr, kReading},
    {"POST",   "/v1/files",                                           needs(Right::write_documents),  "document.add",      upload, slow,  upload_file, check_file_upload, kDocuments},
    {"GET",    "/v1/files/{file_id}",                                 kAsk,                           "document.read",     none,   quick, get_file, nullptr, kReading},
    {"DELETE", "/v1/files/{file_id}",                                 needs(Right::write_documents),  "document.delete",   none,   quick, remove_file, nullptr, kDocuments},
    {"GET",    "/v1/files/{file_id}/content",                         kAsk,                           "document.download", none,   slow,  get_file_content, nullptr, kReading},
    {"GET",    "/v1/vector_stores",                                   kAsk,                           "none",              none,   quick, list_vector_stores, nullptr, kReading},
    {"POST",   "/v1/vector_stores",                                   kAsk,                           "vector_store.add",  json,   quick, add_vector_store, nullptr, kDocuments},
    {"GET",    "/v1/vector_stores/{vector_store_id}",                 kAsk,                           "none",              none,   quick, get_vector_store, nullptr, kReading},
    {"POST",   "/v1/vector_stores/{vector_store_id}",                 kAsk,                           "vector_store.change", json, quick, change_vector_store, nullptr, kDocuments},
    {"DELETE", "/v1/vector_stores/{vector_store_id}",                 kAsk,                           "vector_store.remove", none, quick, remove_vector_store, nullptr, kDocuments},
    {"POST",   "/v1/vector_stores/{vector_store_id}/search",          kAsk,                           "vector_store.search", json, quick, search_vector_store, nullptr, kRetrieval},
    {"GET",    "/v1/vector_stores/{vector_store_id}/files",           kAsk,                           "none",              none,   quick, list_store_files, nullptr, kReading},
    {"POST",   "/v1/vector_stores/{vector_store_id}/files",           kAsk,                           "vector_store.change", json, quick, add_store_file, nullptr, kDocuments},
    {"GET",    "/v1/vector_stores/{vector_store_id}/files/{file_id}", kAsk,                           "none",              none,   quick, get_store_file, nullptr, kReading},
    {"POST",   "/v1/vector_stores/{vector_store_id}/files/{file_id}", kAsk,                           "vector_store.change", json, quick, change_store_file, nullptr, kDocuments},
    {"DELETE", "/v1/vector_stores/{vector_store_id}/files/{file_id}", kAsk,                           "vector_store.change", none, quick, remove_store_file, nullptr, kDocuments},
    {"GET",    "/v1/vector_stores/{vector_store_id}/files/{file_id}/content", kAsk,                   "document.read",     none,   slow,  get_store_file_content, nullptr, kReading},
    {"POST",   "/v1/vector_stores/{vector_store_id}/file_batches",    kAsk,                           "vector_store.change", json, quick, add_file_batch, nullptr, kDocuments},
    {"GET",    "/v1/vector_stores/{vector_store_id}/file_batches/{batch_id}", kAsk,                   "none",              none,   quick, get_file_batch, nullptr, kReading},
    {"POST",   "/v1/vector_stores/{vector_store_id}/file_batches/{batch_id}/cancel", kAsk,            "vector_store.change", none, quick, cancel_file_batch, nullptr, kDocuments},
    {"GET",    "/v1/vector_stores/{vector_store_id}/file_batches/{batch_id}/files", kAsk,             "none",              none,   quick, list_batch_files, nullptr, kReading},
    {"POST",   "/v1/completions",                                     kAsk,                           "text.complete",     json,   call,  openai_text, nullptr, kModels},
    {"POST",   "/v1/moderations",                                     kAsk,                           "moderations.create", json,  quick, openai_moderations, nullptr, kModels},
    {"POST",   "/v1/embeddings",                                      kAsk,                           "embeddings.create", json,   call,  openai_embeddings, nullptr, kModels},
    {"POST",   "/v1/rerank",                                          kAsk,                           "rerank.create",     json,   call,  openai_rerank, nullptr, kModels},
    {"GET",    "/metrics",                                            kAnybody,                       "none",              none,   quick, get_metrics},
    {"GET",    "/health",                                             kAnybody,                       "none",              none,   io,    get_health},
    {"GET",    "/ready",                                              kAnybody,                       "none",              none,   quick, get_ready},
    {"GET",    "/*",                                                  kAnybody,                       "none",              none,   io,    get_page},
};
// clang-format on

bool is_api(std::string_view path) {
  for (const std::string_view family : {"/api", "/v1"})
    if (path == family || (path.starts_with(family) && path[family.size()] == '/')) return true;
  return false;
}

/// Takes the first segment off: "/a/b" → "a", rest "/b".
std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(1);
  const std::size_t end = std::min(path.find('/'), path.size());
  const std::string_view segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

/// Whether the path has this shape; raw parameters are noted.
bool fits(std::string_view pattern, std::string_view path,
          std::vector<std::pair<std::string, std::string>>& parameters) {
  parameters.clear();
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = take_segment(pattern);
    if (wanted == "*") {
      parameters.emplace_back("rest", path.substr(1));
      return true;
    }
    const std::string_view given = take_segment(path);
    if (wanted.starts_with('{')) {
      if (given.empty()) return false;
      parameters.emplace_back(wanted.substr(1, wanted.size() - 2), given);
    } else if (wanted != given) {
      return false;
    }
  }
  return pattern.empty() && path.empty();
}

Result<void> decode(std::vector<std::pair<std::string, std::string>>& parameters) {
  for (auto& [name, value] : parameters) {
    auto decoded = percent_decode(value, Plus::keep);
    if (!decoded || *decoded == "." || *decoded == "..")
      return fail(ErrorCode::invalid_argument, "the address is not percent-encoded UTF-8", "bad_path");
    value = *std::move(decoded);
  }
  return {};
}

}  // namespace

std::span<const Route> routes() { return kRoutes; }

Result<RouteMatch> find_route(std::string_view method, std::string_view path) {
  RouteMatch match;
  if (!path.starts_with('/')) return fail(ErrorCode::invalid_argument, "the address does not begin with /", "bad_path");
  const std::string_view looked_for = method == "HEAD" ? "GET" : method;
  std::vector<std::pair<std::string, std::string>> parameters;
  std::string_view owner;  // of the address: the first pattern that fits it, a word of its own before a parameter
  for (const Route& route : kRoutes) {
    if (route.pattern == "/*" && is_api(path)) continue;
    if (!owner.empty() && route.pattern != owner) continue;
    if (!fits(route.pattern, path, parameters)) continue;
    owner = route.pattern;
    match.allowed += (match.allowed.empty() ? "" : ", ") + std::string(route.method);
    if (route.method != looked_for) continue;
    ONGGI_CHECK(decode(parameters));
    match.route = &route;
    match.parameters = std::move(parameters);
    return match;
  }
  return match;
}

}  // namespace onggi::serve_room
