// Every request of the contract that the page makes, one line each.
import { address, get, patch, post, put, remove } from "./client";
import type * as T from "./types";

const at = (path: string, ...ids: string[]) => path + ids.map((id) => `/${encodeURIComponent(id)}`).join("");

export const getSession = (signal?: AbortSignal) => get<T.Session>("/api/session", undefined, signal);
export const logIn = (login: string, password: string) => post<T.Session>("/api/session", { login, password });
export const logOut = () => remove("/api/session");
export const getStatus = (signal?: AbortSignal) => get<T.Status>("/api/status", undefined, signal);

export type DocumentFilter = {
  name?: string;
  state?: T.DocumentState | undefined;
  label?: T.Label | undefined;
  where?: string[] | undefined;
  limit?: number;
  offset?: number;
};
export const listDocuments = (filter: DocumentFilter, signal?: AbortSignal) =>
  get<T.DocumentList>("/api/documents", filter, signal);
export const getDocument = (id: T.DocumentId, signal?: AbortSignal) =>
  get<T.DocumentDetail>(at("/api/documents", id), undefined, signal);
/** `unmasked`: why the texts are to be seen that the document's recipe masks. */
export const getContent = (id: T.DocumentId, unmasked: string | undefined, signal?: AbortSignal) =>
  get<T.Content>(`${at("/api/documents", id)}/content`, { unmasked }, signal);
export const changeDocument = (id: T.DocumentId, change: T.DocumentChange) =>
  patch<T.DocumentDetail>(at("/api/documents", id), change);
/** In one round trip: label, access and metadata of all of them. */
export const changeDocuments = (documents: T.DocumentId[], change: T.DocumentChange) =>
  patch<{ changed: number }>("/api/documents", { ...change, documents });
export const listLabelProposals = (signal?: AbortSignal) =>
  get<{ proposals: T.LabelProposal[] }>("/api/label-proposals", undefined, signal);
export const decideLabelProposals = (documents: T.DocumentId[], decision: "accept" | "dismiss") =>
  post<{ changed: number }>("/api/label-proposals", { documents, decision });
export const listWords = (contains: string, signal?: AbortSignal) =>
  get<T.CompanyWords>("/api/words", { contains: contains || undefined }, signal);
export const changeWords = (change: T.WordsChange) =>
  post<{ changed: boolean; progress: T.CompanyWords["progress"] }>("/api/words", change);
export const proposeWords = (signal?: AbortSignal) => get<T.WordProposals>("/api/words/proposals", undefined, signal);
export const dismissWordProposal = (proposal: string) => post<void>("/api/words/dismissals", { proposal });
export const getGuards = (signal?: AbortSignal) => get<T.Guards>("/api/guards", undefined, signal);
/** `number`: of the policy that the change was made from. */
export const changeGuards = (change: { policy: T.GuardPolicy; number: number; message: string }) =>
  put<T.Guards>("/api/guards", change);
export const listGuardVersions = (signal?: AbortSignal) =>
  get<{ versions: T.GuardVersion[] }>("/api/guards/versions", undefined, signal);
export const tryGuards = (wish: { text: string; place: T.GuardPlace; policy: T.GuardPolicy }, signal?: AbortSignal) =>
  post<T.TriedGuards>("/api/guards/try", wish, signal);
export const listApplications = (signal?: AbortSignal) =>
  get<{ applications: T.Application[] }>("/api/applications", undefined, signal);
export const getApplication = (id: T.ApplicationId, signal?: AbortSignal) =>
  get<T.Application>(at("/api/applications", id), undefined, signal);
export const addApplication = (wish: { name: string; settings: T.ApplicationSettings; message: string }) =>
  post<T.Application>("/api/applications", wish);
/** `version`: the one that the change was made from. */
export const changeApplication = (
  id: T.ApplicationId,
  change: { settings: T.ApplicationSettings; version: number; message: string },
) => put<T.Application>(at("/api/applications", id), change);
export const removeApplication = (id: T.ApplicationId) => remove(at("/api/applications", id));
export const listApplicationVersions = (id: T.ApplicationId, signal?: AbortSignal) =>
  get<{ versions: T.ApplicationVersion[] }>(`${at("/api/applications", id)}/versions`, undefined, signal);
export const restoreApplication = (id: T.ApplicationId, number: number) =>
  post<T.Application>(`${at("/api/applications", id)}/versions/${number}/restore`, undefined);
export const makeApplicationKey = (id: T.ApplicationId) => post<T.NewKey>(`${at("/api/applications", id)}/key`, {});
/** Settings that are not kept yet. */
export const tryApplication = (wish: { settings: T.ApplicationSettings; question: string }) =>
  post<T.Answer>("/api/applications/try", wish);
export const listPrompts = (signal?: AbortSignal) =>
  get<{ prompts: T.PromptListItem[]; needs_approval: boolean }>("/api/prompts", undefined, signal);
export const getPrompt = (id: string, signal?: AbortSignal) => get<T.Prompt>(at("/api/prompts", id), undefined, signal);
export const listPromptVersions = (id: string, signal?: AbortSignal) =>
  get<{ versions: T.PromptVersion[] }>(`${at("/api/prompts", id)}/versions`, undefined, signal);
/** `newest`: the newest number that its author knew. */
export const savePrompt = (id: string, wish: { texts: T.PromptTexts; newest: number; message: string }) =>
  post<T.PromptVersion>(`${at("/api/prompts", id)}/versions`, wish);
export const comparePrompts = (id: string, from: number, to: number, signal?: AbortSignal) =>
  get<T.PromptComparison>(`${at("/api/prompts", id)}/comparison`, { from, to }, signal);
export const setPromptLabel = (id: string, label: string, number: number) =>
  put<T.Prompt>(at(`${at("/api/prompts", id)}/labels`, label), { number });
export const rollBackPrompt = (id: string) => post<T.Prompt>(`${at("/api/prompts", id)}/rollbacks`, {});
export const approvePrompt = (id: string, wish: { number: number; message: string }) =>
  post<T.PromptVersion>(`${at("/api/prompts", id)}/approvals`, wish);
export const checkPrompt = (id: string, texts: T.PromptTexts, signal?: AbortSignal) =>
  post<{ findings: T.PromptFinding[] }>(`${at("/api/prompts", id)}/check`, { texts }, signal);
export const listPromptSets = (id: string, signal?: AbortSignal) =>
  get<{ sets: T.PromptSet[] }>(`${at("/api/prompts", id)}/sets`, undefined, signal);
export const savePromptSet = (id: string, name: string, inputs: T.PromptInput[]) =>
  put<{ sets: T.PromptSet[] }>(at(`${at("/api/prompts", id)}/sets`, name), { inputs });
export const tryPrompts = (id: string, wish: { a: number; b: number; inputs: T.PromptInput[]; model: string }) =>
  post<T.PromptTrial>(`${at("/api/prompts", id)}/try`, wish);
export const listMetadataFields = (signal?: AbortSignal) =>
  get<{ fields: T.MetadataField[] }>("/api/metadata-fields", undefined, signal);
export const addMetadataField = (field: T.NewMetadataField) => post<T.MetadataField>("/api/metadata-fields", field);
export const removeMetadataField = (name: string) => remove(at("/api/metadata-fields", name));
export const deleteDocument = (id: T.DocumentId) => remove(at("/api/documents", id));
export const originalAddress = (id: T.DocumentId, reason?: string) =>
  address(`${at("/api/documents", id)}/original`, { reason });
export const pageImageAddress = (id: T.DocumentId, pageIndex: number, dpi: number) =>
  address(`${at("/api/documents", id)}/pages/${pageIndex}/image`, { dpi });
export const getPageWords = (id: T.DocumentId, pageIndex: number, signal?: AbortSignal) =>
  get<T.PageWords>(`${at("/api/documents", id)}/pages/${pageIndex}/words`, undefined, signal);

const corrections = (id: T.DocumentId) => `${at("/api/documents", id)}/corrections`;
export const listCorrections = (id: T.DocumentId, signal?: AbortSignal) =>
  get<T.CorrectionList>(corrections(id), undefined, signal);
export const addCorrection = (id: T.DocumentId, correction: T.NewCorrection) =>
  post<T.Correction>(corrections(id), correction);
export const changeCorrection = (id: T.DocumentId, correction: T.CorrectionId, change: T.CorrectionChange) =>
  patch<T.CorrectionList>(at(corrections(id), correction), change);
export const withdrawCorrection = (id: T.DocumentId, correction: T.CorrectionId) =>
  remove(at(corrections(id), correction));
export const correctionsAddress = (id: T.DocumentId) => `${corrections(id)}/export`;

export const listJobs = (signal?: AbortSignal) => get<{ jobs: T.Job[] }>("/api/jobs", { limit: 500 }, signal);
export const getJob = (id: T.JobId, signal?: AbortSignal) => get<T.Job>(at("/api/jobs", id), undefined, signal);
export const cancelJob = (id: T.JobId) => remove(at("/api/jobs", id));

export const search = (request: T.SearchRequest, signal?: AbortSignal) =>
  post<T.SearchResponse>("/api/search", request, signal);
export const noteSearchUse = (use: { query: string; chunk_id: T.ChunkId; use: T.SearchUse }) =>
  post<void>("/api/search/uses", use);
/** `as`: a login, for those with manage_labels. */
export const explainAbsence = (request: T.AbsenceRequest) => post<T.Absence>("/api/search/why", request);
export const listConversations = (signal?: AbortSignal) =>
  get<T.ConversationList>("/api/conversations", { limit: 500 }, signal);
export const findConversations = (words: string, signal?: AbortSignal) =>
  get<T.ConversationList>("/api/conversations", { q: words }, signal);
export const startConversation = () => post<T.KeptConversation>("/api/conversations", {});
export const getConversation = (id: T.ConversationId, signal?: AbortSignal) =>
  get<T.KeptConversation>(at("/api/conversations", id), undefined, signal);
export const changeConversation = (id: T.ConversationId, change: T.ConversationChange) =>
  patch<T.KeptConversation>(at("/api/conversations", id), change);
export const removeConversation = (id: T.ConversationId) => remove(at("/api/conversations", id));
export const rateExchange = (id: T.ConversationId, number: number, rating: T.Rating) =>
  put<void>(`${at("/api/conversations", id)}/exchanges/${number}/rating`, rating);
export const conversationAddress = (id: T.ConversationId, format: "markdown" | "json", language: string) =>
  address(`${at("/api/conversations", id)}/export`, { format, language: language === "en" ? "en" : "ko" });
/** A question that belongs to no conversation, answered in one piece. */
export const askOnce = (request: T.AskRequest) => post<T.Answer>("/api/ask", request);
export const listModels = (signal?: AbortSignal) => get<T.Models>("/api/models", undefined, signal);

export const getUsage = (month: string, by: T.UsageBy, signal?: AbortSignal) =>
  get<T.Usage>("/api/usage", { month, by }, signal);
export const listModelPrices = (signal?: AbortSignal) => get<T.ModelPrices>("/api/model-prices", undefined, signal);
export const setModelPrice = (model: string, price: T.ModelPrice) =>
  put<{ model: string; price: T.ModelPrice }>("/api/model-prices", { model, price });

export const listRecipes = (signal?: AbortSignal) => get<T.Recipes>("/api/recipes", undefined, signal);
export const tryRecipe = (request: { recipe: string; texts: string[] }, signal?: AbortSignal) =>
  post<T.Tried>("/api/recipes/try", request, signal);

export const listRecipeRuns = (signal?: AbortSignal) =>
  get<{ runs: T.RecipeRun[] }>("/api/recipes/runs", undefined, signal);
export const runRecipe = (request: T.RunRequest) => post<T.RunStarted>("/api/recipes/runs", request);
export const getRecipeRun = (id: string, signal?: AbortSignal) =>
  get<T.RecipeReport>(at("/api/recipes/runs", id), undefined, signal);
export type DuplicateFilter = { threshold: number; limit?: number; offset?: number };
export const listDuplicates = (filter: DuplicateFilter, signal?: AbortSignal) =>
  get<T.DuplicateList>("/api/duplicates", filter, signal);
export type ComparedDocuments = { threshold: number; left: T.DocumentId; right: T.DocumentId };
export const compareDuplicates = (id: T.DocumentId, compared: ComparedDocuments, signal?: AbortSignal) =>
  get<T.DuplicateComparison>(at("/api/duplicates", id), compared, signal);
export const decideDuplicates = (id: T.DocumentId, wish: T.DuplicateWish) =>
  post<T.DuplicateDone>(`${at("/api/duplicates", id)}/decision`, wish);
export const listDuplicateDecisions = (signal?: AbortSignal) =>
  get<{ decisions: T.DuplicateDecision[] }>("/api/duplicate-decisions", undefined, signal);
export const undoDuplicateDecision = (id: T.DecisionId) => remove(at("/api/duplicate-decisions", id));
export const listPersonalKinds = (signal?: AbortSignal) =>
  get<T.PersonalKinds>("/api/personal/kinds", undefined, signal);
export type FindingFilter = {
  state: "open" | "decided";
  kind?: string | undefined;
  /** Why values are to be seen: the audit log keeps it. */
  reason: string;
  cursor?: string | undefined;
  limit?: number;
};
export const listPersonalFindings = (filter: FindingFilter, signal?: AbortSignal) =>
  get<T.PersonalFindings>("/api/personal/findings", filter, signal);
export const decidePersonalFindings = (wish: T.PersonalWish) => post<T.PersonalDone>("/api/personal/decisions", wish);
/** Of all that was decided together, or of one finding alone. */
export const undoPersonalDecision = (id: T.DecisionId, finding?: T.FindingId) =>
  remove(address(at("/api/personal/decisions", id), { finding }));
export const setPersonalThreshold = (kind: string, threshold: number) =>
  put<{ reworked: number }>(at("/api/personal/thresholds", kind), { threshold });
export const resetPersonalThreshold = (kind: string) => remove(at("/api/personal/thresholds", kind));
export const listSources = (signal?: AbortSignal) => get<T.Sources>("/api/sources", undefined, signal);
export const addSource = (source: T.NewSource) => post<T.Source>("/api/sources", source);
export const changeSource = (id: T.SourceId, change: T.SourceChange) => patch<T.Source>(at("/api/sources", id), change);
export const removeSource = (id: T.SourceId) => remove(at("/api/sources", id));
export const runSource = (id: T.SourceId) => post<{ job_id: T.JobId }>(`${at("/api/sources", id)}/runs`, {});
export const listSourceItems = (id: T.SourceId, signal?: AbortSignal) =>
  get<T.SourceItems>(`${at("/api/sources", id)}/items`, { failed: true }, signal);

export const listProcedures = (signal?: AbortSignal) =>
  get<{ procedures: T.ProcedureSummary[] }>("/api/procedures", undefined, signal);
export const startProcedure = (start: T.NewProcedure) => post<T.Procedure>("/api/procedures", start);
export const getProcedure = (id: T.ProcedureId, signal?: AbortSignal) =>
  get<T.Procedure>(at("/api/procedures", id), undefined, signal);
export const addProcedureStep = (id: T.ProcedureId, step: T.ProcedureStep) =>
  post<T.Procedure>(`${at("/api/procedures", id)}/steps`, step);
export const applyProcedure = (id: T.ProcedureId, documents: T.DocumentId[]) =>
  post<{ job_id: T.JobId; documents: number }>(`${at("/api/procedures", id)}/apply`, { documents });
export const drawProcedureSample = (id: T.ProcedureId, wish: { rate_max: number; seed?: string }) =>
  post<{ population: number; drawn: number; seed: string }>(`${at("/api/procedures", id)}/sample`, wish);
export const getProcedureSample = (id: T.ProcedureId, signal?: AbortSignal) =>
  get<T.ProcedureSample>(`${at("/api/procedures", id)}/sample`, { limit: 100 }, signal);
export const procedureReportAddress = (id: T.ProcedureId, format: "pdf" | "html" | "json") =>
  address(`${at("/api/procedures", id)}/report`, { format });

export const listQuestionSets = (signal?: AbortSignal) =>
  get<{ sets: T.QuestionSet[] }>("/api/question-sets", undefined, signal);
export const addQuestionSet = (name: string) => post<T.QuestionSet>("/api/question-sets", { name });
export const getQuestionSet = (id: T.QuestionSetId, signal?: AbortSignal) =>
  get<T.QuestionSetWithQuestions>(at("/api/question-sets", id), undefined, signal);
export const removeQuestionSet = (id: T.QuestionSetId) => remove(at("/api/question-sets", id));
export const addQuestions = (id: T.QuestionSetId, questions: T.NewQuestion[]) =>
  post<{ added: number }>(`${at("/api/question-sets", id)}/questions`, { questions });
export const proposeQuestions = (id: T.QuestionSetId, limit: number) =>
  post<{ added: number }>(`${at("/api/question-sets", id)}/proposals`, { limit });
export const decideQuestions = (id: T.QuestionSetId, questions: T.QuestionId[], decision: "accept" | "discard") =>
  post<{ decided: number }>(`${at("/api/question-sets", id)}/decisions`, { questions, decision });
export const listQuestionRuns = (id: T.QuestionSetId, signal?: AbortSignal) =>
  get<{ runs: T.QuestionRun[] }>(`${at("/api/question-sets", id)}/runs`, undefined, signal);
export const startQuestionRun = (id: T.QuestionSetId, name: string, settings: T.RunSettings) =>
  post<T.QuestionRun>(`${at("/api/question-sets", id)}/runs`, { name, settings });
export const getCuttings = (id: T.QuestionSetId, signal?: AbortSignal) =>
  get<T.CuttingReport>(`${at("/api/question-sets", id)}/cuttings`, undefined, signal);
export const tryCuttings = (id: T.QuestionSetId) =>
  post<T.CuttingReport>(`${at("/api/question-sets", id)}/cuttings`, {});
export const getQuestionRun = (id: T.QuestionRunId, signal?: AbortSignal) =>
  get<T.QuestionRunWithOutcomes>(at("/api/question-runs", id), undefined, signal);
export const compareQuestionRuns = (id: T.QuestionRunId, against: T.QuestionRunId, signal?: AbortSignal) =>
  get<T.ComparedQuestionRun>(at("/api/question-runs", id), { against }, signal);
export const removeQuestionRun = (id: T.QuestionRunId) => remove(at("/api/question-runs", id));

export const listPeople = (signal?: AbortSignal) => get<{ people: T.Person[] }>("/api/people", undefined, signal);
export const addPerson = (person: T.NewPerson) => post<T.Person>("/api/people", person);
export const changePerson = (login: string, change: T.PersonChange) =>
  patch<T.Person>(at("/api/people", login), change);
export const setPassword = (login: string, password: string, presentPassword?: string) =>
  put<void>(`${at("/api/people", login)}/password`, {
    password,
    ...(presentPassword === undefined ? {} : { present_password: presentPassword }),
  });

export const listGroups = (signal?: AbortSignal) => get<{ groups: T.Group[] }>("/api/groups", undefined, signal);
export const addGroup = (name: string) => post<T.Group>("/api/groups", { name });
export const removeGroup = (name: string) => remove(at("/api/groups", name));
export const joinGroup = (name: string, member: string) => post<void>(`${at("/api/groups", name)}/members`, { member });
export const leaveGroup = (name: string, member: string) => remove(`${at("/api/groups", name)}/members`, { member });

export const listKeys = (all: boolean, signal?: AbortSignal) =>
  get<{ keys: T.Key[] }>("/api/keys", { all: all || undefined }, signal);
export const addKey = (wish: T.KeyWish) => post<T.NewKey>("/api/keys", wish);
export const revokeKey = (id: T.KeyId) => remove(at("/api/keys", id));

export type TraceFilter = {
  person?: string;
  model?: string;
  abstained?: boolean;
  failed?: boolean;
  rating?: number;
  slow_ms?: number;
  cursor?: string;
};
export const listTraces = (filter: TraceFilter, signal?: AbortSignal) =>
  get<{ kept: boolean; everybody: boolean; traces: T.TraceSummary[]; next: string }>("/api/traces", filter, signal);
export const getTrace = (id: T.TraceId, signal?: AbortSignal) => get<T.Trace>(at("/api/traces", id), undefined, signal);
export const replayTrace = (id: T.TraceId) => post<T.TraceReplay>(`${at("/api/traces", id)}/replay`, undefined);
export type AuditFilter = { actor?: string; action?: string; before_number?: number; limit?: number };
export const listAudit = (filter: AuditFilter, signal?: AbortSignal) =>
  get<{ entries: T.AuditEntry[] }>("/api/audit", filter, signal);
