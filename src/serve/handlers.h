// All handlers, one file a family. What each takes and gives stands in docs/api/openapi.yaml. Inside of room serve.
#pragma once

#include "serve/routes.h"

namespace onggi::serve_room {

// session.cpp
Result<Response> get_session(const Call& call);
Result<Response> log_in(const Call& call);
Result<Response> log_out(const Call& call);
// status.cpp
Result<Response> get_status(const Call& call);
Result<Response> get_metrics(const Call& call);
Result<Response> get_health(const Call& call);
Result<Response> get_ready(const Call& call);
// documents.cpp
Result<Response> list_documents(const Call& call);
Result<void> check_upload(const Call& call);
Result<Response> upload_document(const Call& call);
Result<Response> get_document(const Call& call);
Result<Response> change_document(const Call& call);
Result<Response> delete_document(const Call& call);
Result<Response> get_document_content(const Call& call);
Result<Response> get_document_original(const Call& call);
Result<Response> get_page_image(const Call& call);
Result<Response> get_page_words(const Call& call);
// labels.cpp
Result<Response> change_documents(const Call& call);
Result<Response> list_label_proposals(const Call& call);
Result<Response> decide_label_proposals(const Call& call);
Result<Response> get_label_report(const Call& call);
Result<Response> list_metadata_fields(const Call& call);
Result<Response> add_metadata_field(const Call& call);
Result<Response> remove_metadata_field(const Call& call);
// company_words.cpp
Result<Response> list_words(const Call& call);
Result<Response> change_words(const Call& call);
Result<Response> propose_words(const Call& call);
Result<Response> dismiss_word_proposal(const Call& call);
// guards.cpp
Result<Response> get_guards(const Call& call);
Result<Response> change_guards(const Call& call);
Result<Response> list_guard_versions(const Call& call);
Result<Response> try_guards(const Call& call);
// prompts.cpp
Result<Response> list_prompts(const Call& call);
Result<Response> get_prompt(const Call& call);
Result<Response> list_prompt_versions(const Call& call);
Result<Response> save_prompt(const Call& call);
Result<Response> get_prompt_version(const Call& call);
Result<Response> compare_prompts(const Call& call);
Result<Response> set_prompt_label(const Call& call);
Result<Response> remove_prompt_label(const Call& call);
Result<Response> roll_back_prompt(const Call& call);
Result<Response> approve_prompt(const Call& call);
Result<Response> check_prompt_texts(const Call& call);
// prompt_sets.cpp
Result<Response> list_prompt_sets(const Call& call);
Result<Response> save_prompt_set(const Call& call);
Result<Response> remove_prompt_set(const Call& call);
Result<Response> try_prompts(const Call& call);
// applications.cpp
Result<Response> list_applications(const Call& call);
Result<Response> add_application(const Call& call);
Result<Response> try_application(const Call& call);
Result<Response> get_application(const Call& call);
Result<Response> change_application(const Call& call);
Result<Response> remove_application(const Call& call);
Result<Response> list_application_versions(const Call& call);
Result<Response> restore_application(const Call& call);
Result<Response> make_application_key(const Call& call);
// traces.cpp
Result<Response> list_traces(const Call& call);
Result<Response> get_trace(const Call& call);
Result<Response> replay_trace(const Call& call);
// corrections.cpp
Result<Response> list_corrections(const Call& call);
Result<Response> add_correction(const Call& call);
Result<Response> change_correction(const Call& call);
Result<Response> withdraw_correction(const Call& call);
Result<Response> export_corrections(const Call& call);
// jobs.cpp
Result<Response> list_jobs(const Call& call);
Result<Response> get_job(const Call& call);
Result<Response> cancel_job(const Call& call);
// questions.cpp
Result<Response> search(const Call& call);
Result<Response> note_search_use(const Call& call);
Result<Response> explain_absence(const Call& call);
Result<Response> ask(const Call& call);
Result<Response> list_models(const Call& call);
// costs.cpp
Result<Response> get_usage(const Call& call);
Result<Response> list_model_prices(const Call& call);
Result<Response> set_model_price(const Call& call);
// conversations.cpp
Result<Response> list_conversations(const Call& call);
Result<Response> start_conversation(const Call& call);
Result<Response> get_conversation(const Call& call);
Result<Response> change_conversation(const Call& call);
Result<Response> remove_conversation(const Call& call);
Result<Response> rate_exchange(const Call& call);
Result<Response> export_conversation(const Call& call);
// functions.cpp
Result<Response> list_functions(const Call& call);
Result<Response> apply_function(const Call& call);
// recipes.cpp
Result<Response> list_recipes(const Call& call);
Result<Response> try_a_recipe(const Call& call);
// recipe_runs.cpp
Result<Response> list_recipe_runs(const Call& call);
Result<Response> run_recipe(const Call& call);
Result<Response> get_recipe_run(const Call& call);
// duplicates.cpp
Result<Response> list_duplicates(const Call& call);
Result<Response> get_duplicates(const Call& call);
Result<Response> decide_duplicates(const Call& call);
Result<Response> list_duplicate_decisions(const Call& call);
Result<Response> undo_duplicate_decision(const Call& call);
// personal.cpp
Result<Response> list_personal_kinds(const Call& call);
Result<Response> list_personal_findings(const Call& call);
Result<Response> decide_personal_findings(const Call& call);
Result<Response> undo_personal_decision(const Call& call);
Result<Response> set_personal_threshold(const Call& call);
Result<Response> reset_personal_threshold(const Call& call);
// sources.cpp
Result<Response> list_sources(const Call& call);
Result<Response> add_source(const Call& call);
Result<Response> get_source(const Call& call);
Result<Response> change_source(const Call& call);
Result<Response> remove_source(const Call& call);
Result<Response> run_source(const Call& call);
Result<Response> list_source_items(const Call& call);
// pseudonyms.cpp
Result<Response> reveal_pseudonym(const Call& call);
// procedures.cpp
Result<Response> list_procedures(const Call& call);
Result<Response> start_procedure(const Call& call);
Result<Response> get_procedure(const Call& call);
Result<Response> get_procedure_report(const Call& call);
Result<Response> apply_procedure(const Call& call);
Result<Response> add_procedure_step(const Call& call);
// procedure_sample.cpp
Result<Response> get_procedure_sample(const Call& call);
Result<Response> draw_procedure_sample(const Call& call);
// evaluation.cpp
Result<Response> list_question_sets(const Call& call);
Result<Response> add_question_set(const Call& call);
Result<Response> get_question_set(const Call& call);
Result<Response> remove_question_set(const Call& call);
Result<Response> add_questions(const Call& call);
Result<Response> propose_questions(const Call& call);
Result<Response> decide_questions(const Call& call);
Result<Response> list_question_runs(const Call& call);
Result<Response> get_cuttings(const Call& call);
Result<Response> try_cuttings(const Call& call);
Result<Response> start_question_run(const Call& call);
Result<Response> get_question_run(const Call& call);
Result<Response> remove_question_run(const Call& call);
// people.cpp
Result<Response> list_people(const Call& call);
Result<Response> add_person(const Call& call);
Result<Response> change_person(const Call& call);
Result<Response> set_password(const Call& call);
// groups.cpp
Result<Response> list_groups(const Call& call);
Result<Response> add_group(const Call& call);
Result<Response> remove_group(const Call& call);
Result<Response> join_group(const Call& call);
Result<Response> leave_group(const Call& call);
// keys.cpp
Result<Response> list_keys(const Call& call);
Result<Response> add_key(const Call& call);
Result<Response> revoke_key(const Call& call);
// audit.cpp
Result<Response> list_audit(const Call& call);
// openai_models.cpp, openai_chat.cpp, openai_embeddings.cpp, openai_moderations.cpp
Result<Response> openai_list_models(const Call& call);
Result<Response> openai_get_model(const Call& call);
Result<Response> openai_chat(const Call& call);
Result<Response> openai_text(const Call& call);
Result<Response> openai_embeddings(const Call& call);
// responses.cpp
Result<Response> create_response(const Call& call);
Result<Response> get_response(const Call& call);
Result<Response> remove_response(const Call& call);
Result<Response> cancel_response(const Call& call);
Result<Response> list_response_inputs(const Call& call);
// files.cpp
Result<void> check_file_upload(const Call& call);
Result<Response> list_files(const Call& call);
Result<Response> upload_file(const Call& call);
Result<Response> get_file(const Call& call);
Result<Response> remove_file(const Call& call);
Result<Response> get_file_content(const Call& call);
// vector_stores.cpp
Result<Response> list_vector_stores(const Call& call);
Result<Response> add_vector_store(const Call& call);
Result<Response> get_vector_store(const Call& call);
Result<Response> change_vector_store(const Call& call);
Result<Response> remove_vector_store(const Call& call);
// vector_store_files.cpp
Result<Response> list_store_files(const Call& call);
Result<Response> add_store_file(const Call& call);
Result<Response> get_store_file(const Call& call);
Result<Response> change_store_file(const Call& call);
Result<Response> remove_store_file(const Call& call);
Result<Response> get_store_file_content(const Call& call);
Result<Response> add_file_batch(const Call& call);
Result<Response> get_file_batch(const Call& call);
Result<Response> cancel_file_batch(const Call& call);
Result<Response> list_batch_files(const Call& call);
// vector_store_search.cpp
Result<Response> search_vector_store(const Call& call);
// openai_rerank.cpp
Result<Response> openai_rerank(const Call& call);
Result<Response> openai_moderations(const Call& call);
// page.cpp
Result<Response> get_page(const Call& call);

}  // namespace onggi::serve_room
