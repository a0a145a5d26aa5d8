// The contract's types under short names, with ids that cannot be swapped. The fields come from docs/api/openapi.yaml by way
// of schema.d.ts; only the ids are made distinct here.
import type { components } from "./schema";

type Schemas = components["schemas"];
declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type DocumentId = Id<"document">;
export type ElementId = Id<"element">;
export type ChunkId = Id<"chunk">;
export type JobId = Id<"job">;
export type ApplicationId = Id<"application">;
export type TraceId = Id<"trace">;
export type KeyId = Id<"key">;
export type CorrectionId = Id<"correction">;
export type SourceId = Id<"source">;
export type ProcedureId = Id<"procedure">;
export type QuestionSetId = Id<"question set">;
export type QuestionId = Id<"question">;
export type QuestionRunId = Id<"question run">;

/** Replaces fields of a generated type by narrower ones. */
type With<T, Narrow> = Omit<T, keyof Narrow> & Narrow;

export type Label = Schemas["Label"];
export type Role = Schemas["Role"];
export type Right = Schemas["Right"];
export type DocumentState = Schemas["DocumentState"];
export type JobState = Schemas["JobState"];
export type Session = Schemas["Session"];
export type Status = Schemas["Status"];
export type Place = Schemas["Place"];
export type Cell = Schemas["Cell"];
export type Table = NonNullable<Schemas["Element"]["table"]>;
export type Element = With<Schemas["Element"], { id: ElementId }>;
export type Content = With<Schemas["Content"], { elements: Element[] }>;
export type ElementKind = Element["kind"];
export type CorrectionOperation = Schemas["CorrectionOperation"];
export type CorrectionState = Schemas["CorrectionState"];
export type NewCorrection = Schemas["NewCorrection"];
export type Correction = With<Schemas["Correction"], { id: CorrectionId; element: ElementId; made: ElementId[] }>;
export type CorrectionList = With<Schemas["CorrectionList"], { corrections: Correction[] }>;
export type CorrectionChange = Schemas["CorrectionChange"];
export type UncertainWord = Schemas["UncertainWord"];
export type PageWords = Schemas["PageWords"];
export type PageSize = Content["document"]["pages"][number];
export type DocumentSummary = With<Schemas["DocumentSummary"], { id: DocumentId; duplicate_of?: DocumentId }>;
export type DocumentDetail = With<Schemas["DocumentDetail"], { id: DocumentId; duplicate_of?: DocumentId }>;
export type DocumentList = With<Schemas["DocumentList"], { documents: DocumentSummary[] }>;
export type DocumentChange = Schemas["DocumentChange"];
export type MetadataValue = Schemas["MetadataValue"];
export type MetadataField = Schemas["MetadataField"];
export type NewMetadataField = Schemas["NewMetadataField"];
export type CompanyWord = Schemas["CompanyWord"];
export type SynonymGroup = Schemas["SynonymGroup"];
export type CompanyWords = Schemas["CompanyWords"];
export type WordsChange = Schemas["WordsChange"];
export type WordProposal = With<Schemas["WordProposal"], { document_id: DocumentId; chunk_id: ChunkId }>;
export type WordProposals = With<Schemas["WordProposals"], { proposals: WordProposal[] }>;
export type GuardDeed = Schemas["GuardDeed"];
export type GuardPlace = Schemas["GuardPlace"];
export type GuardRule = Schemas["GuardRule"];
export type GuardPolicy = Schemas["GuardPolicy"];
export type Guards = Schemas["Guards"];
export type GuardVersion = Schemas["GuardVersion"];
export type ApplicationSettings = With<Schemas["ApplicationSettings"], { documents?: DocumentId[] }>;
export type Application = With<Schemas["Application"], { id: ApplicationId; settings?: ApplicationSettings }>;
export type ApplicationVersion = With<Schemas["ApplicationVersion"], { settings: ApplicationSettings }>;
export type PromptTexts = Schemas["PromptTexts"];
export type PromptVariable = Schemas["PromptVariable"];
export type PromptListItem = Schemas["PromptState"] & { findings: number };
export type Prompt = Schemas["Prompt"];
export type PromptVersion = Schemas["PromptVersion"];
export type PromptLine = Schemas["PromptLine"];
export type PromptComparison = Schemas["PromptComparison"];
export type PromptFinding = Schemas["PromptFinding"];
export type PromptInput = Schemas["PromptInput"];
export type PromptSet = Schemas["PromptSet"];
export type PromptOutcome = Schemas["PromptOutcome"];
export type PromptMeans = Schemas["PromptMeans"];
export type PromptTrial = Schemas["PromptTrial"];
export type GuardDecision = With<Schemas["GuardDecision"], { document?: DocumentId; chunk_id?: ChunkId }>;
export type TriedGuards = { text: string; decisions: (GuardDecision & { start: number; end: number })[] };
export type LabelProposal = With<Schemas["LabelProposal"], { document_id: DocumentId; element: ElementId }>;
export type Uploaded = With<Schemas["Uploaded"], { document_id: DocumentId; job_id: JobId }>;
export type Job = With<Schemas["Job"], { id: JobId; document_id: DocumentId }>;
export type Hit = With<Schemas["Hit"], { chunk_id: ChunkId; document: DocumentId; elements: ElementId[] }>;
export type SearchRequest = Schemas["SearchRequest"];
export type SearchResponse = With<Schemas["SearchResponse"], { hits: Hit[] }>;
export type SearchUse = "opened" | "right" | "wrong";
export type AbsenceRequest = SearchRequest & { document_id: DocumentId; as?: string };
export type Absence = Schemas["Absence"];
export type AskRequest = Schemas["AskRequest"];
export type Turn = NonNullable<AskRequest["history"]>[number];
export type Citation = With<Schemas["Citation"], { chunk_id: ChunkId; document: DocumentId; elements: ElementId[] }>;
export type Answer = With<Schemas["AskResponse"], { citations: Citation[]; nearest: Hit[]; guards: GuardDecision[] }>;
export type ConversationId = Id<"conversation">;
export type ConversationSummary = With<Schemas["ConversationSummary"], { id: ConversationId }>;
export type ListedConversation = ConversationSummary & { exchange?: number; question?: string };
export type ConversationList = With<Schemas["ConversationList"], { conversations: ListedConversation[] }>;
export type KeptExchange = With<Schemas["Exchange"], { answer?: Answer }>;
export type KeptConversation = ConversationSummary & { exchanges: KeptExchange[] };
export type ConversationChange = { title?: string; shared_with?: string[]; continue_with?: number };
export type RatingReason = Schemas["RatingReason"];
export type Rating = Schemas["Rating"];
export type Model = Schemas["Model"];
export type Models = { models: Model[]; default: string };
export type OptionValue = Schemas["OptionValue"];
export type OperationOption = Schemas["OperationOption"];
export type Operation = Schemas["Operation"];
export type RecipePreset = Schemas["RecipePreset"];
export type Recipes = Schemas["Recipes"];
export type Tried = Schemas["Tried"];
export type RecipeRun = Schemas["RecipeRun"];
export type RunRequest = Schemas["RunRequest"];
export type RunStarted = Schemas["RunStarted"];
export type RecipeReport = Schemas["RecipeReport"];
export type TriedRow = Schemas["TriedRow"];
export type TriedStep = Schemas["TriedStep"];
export type DecisionId = Id<"decision">;
export type DuplicateRule = Schemas["DuplicateRule"];
export type DuplicateDocument = With<Schemas["DuplicateDocument"], { id: DocumentId; duplicate_of?: DocumentId }>;
export type DuplicateCluster = With<Schemas["DuplicateCluster"], { id: DocumentId; documents: DuplicateDocument[] }>;
export type DuplicateList = With<Schemas["DuplicateList"], { clusters: DuplicateCluster[] }>;
export type DuplicateText = With<Schemas["DuplicateText"], { document_id: DocumentId }>;
export type DuplicateComparison = DuplicateCluster & { left: DuplicateText; right: DuplicateText };
export type DuplicateWish = With<Schemas["DuplicateWish"], { documents: DocumentId[] }>;
export type DuplicateDone = With<Schemas["DuplicateDone"], { decision: DecisionId }>;
export type DecidedDocument = With<Schemas["DecidedDocument"], { id: DocumentId }>;
export type DuplicateDecision = With<
  Schemas["DuplicateDecision"],
  { id: DecisionId; documents: DecidedDocument[]; kept?: DecidedDocument }
>;
export type PersonalBin = Schemas["PersonalBin"];
export type PersonalKind = Schemas["PersonalKind"];
export type PersonalKinds = Schemas["PersonalKinds"];
export type FindingId = Id<"finding">;
export type PersonalFinding = With<
  Schemas["PersonalFinding"],
  { id: FindingId; document_id: DocumentId; element: ElementId }
>;
export type PersonalFindings = { findings: PersonalFinding[]; next: string };
export type PersonalWish = With<Schemas["PersonalWish"], { findings: FindingId[] }>;
export type PersonalDone = With<Schemas["PersonalDone"], { decision_id: DecisionId }>;
export type SourceRun = Schemas["SourceRun"];
export type Source = With<Schemas["Source"], { id: SourceId; job_id: JobId; last_run: SourceRun | null }>;
export type Sources = With<Schemas["Sources"], { sources: Source[] }>;
export type NewSource = Schemas["NewSource"];
export type SourceChange = Schemas["SourceChange"];
export type SourceItems = Schemas["SourceItems"];
export type Procedure = With<Schemas["Procedure"], { id: ProcedureId }>;
export type ProcedureInspection = Schemas["ProcedureInspection"];
export type ProcedureSummary = With<Schemas["ProcedureSummary"], { id: ProcedureId }>;
export type NewProcedure = Schemas["NewProcedure"];
export type ProcedureStep = Schemas["ProcedureStep"];
export type ProcedureSample = Schemas["ProcedureSample"];
export type MethodAction = NonNullable<ProcedureStep["action"]>;
export type Person = Schemas["Person"];
export type NewPerson = Schemas["NewPerson"];
export type PersonChange = Schemas["PersonChange"];
export type Group = Schemas["Group"];
export type Key = With<Schemas["Key"], { id: KeyId }>;
export type KeyScope = Schemas["KeyScope"];
export type KeyWish = Schemas["KeyWish"];
export type NewKey = { key: Key; secret: string };
export type TraceSummary = With<Schemas["TraceSummary"], { id: TraceId }>;
export type TraceTimes = Schemas["TraceTimes"];
export type TraceHit = With<Schemas["TraceHit"], { document: DocumentId; chunk_id: ChunkId }>;
export type TraceOtherHit = With<Schemas["TraceOtherHit"], { document: DocumentId; chunk_id: ChunkId }>;
export type Trace = With<Schemas["Trace"], { id: TraceId; hits: TraceHit[]; citations: Citation[] }>;
export type TraceReplay = With<
  Schemas["TraceReplay"],
  { answer: Answer; difference: With<Schemas["TraceReplay"]["difference"], Record<"gained" | "lost", TraceOtherHit[]>> }
>;
export type Usage = Schemas["Usage"];
export type UsageRow = Usage["rows"][number];
export type UsageBy = Usage["by"];
export type ModelPrice = Schemas["ModelPrice"];
export type PricedModel = { model: string; kind: "gguf" | "remote"; price: ModelPrice };
export type ModelPrices = { currency: string; models: PricedModel[] };
export type AuditEntry = Schemas["AuditEntry"];
/** The server's codes, and one of our own for when no answer came at all. */
export type ErrorCode = Schemas["Error"]["error"]["code"] | "unreachable";
export type ErrorBody = Schemas["Error"];
export type QuestionSet = With<Schemas["QuestionSet"], { id: QuestionSetId }>;
export type JudgedQuestion = With<Schemas["JudgedQuestion"], { id: QuestionId; document_id: DocumentId }>;
export type QuestionSetWithQuestions = QuestionSet & { questions: JudgedQuestion[] };
export type NewQuestion = With<Schemas["NewQuestion"], { document_id: DocumentId }>;
export type ChunkSettings = Required<Schemas["ChunkSettings"]>;
export type RunSettings = With<
  Required<Schemas["RunSettings"]>,
  { chunk: ChunkSettings | null; embedder: string | null }
>;
export type MeanOfRun = Schemas["MeanOfRun"];
export type PairedDifference = Schemas["PairedDifference"];
export type QuestionRun = With<
  Schemas["QuestionRun"],
  { id: QuestionRunId; set_id: QuestionSetId; settings: RunSettings }
>;
export type FoundPassage = { chunk_id: ChunkId; document_id: DocumentId; document_name: string };
export type RunOutcome = With<Schemas["RunOutcome"], { question: JudgedQuestion; found: FoundPassage[] }>;
export type ComparedOutcome = With<Schemas["ComparedOutcome"], { question: JudgedQuestion }>;
export type RunComparison = With<Schemas["RunComparison"], { outcomes: ComparedOutcome[] }>;
export type QuestionRunWithOutcomes = QuestionRun & { outcomes: RunOutcome[] };
export type TriedCutting = { chunk: ChunkSettings; own: boolean; run: QuestionRun };
export type CuttingChoice = With<NonNullable<Schemas["CuttingReport"]["choice"]>, { best: ChunkSettings }>;
export type CuttingReport = { tried: TriedCutting[]; choice: CuttingChoice | null };
export type ComparedQuestionRun = QuestionRun & { comparison: RunComparison };
