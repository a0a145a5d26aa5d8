// Question sets and their runs from the server.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  addQuestionSet,
  addQuestions,
  compareQuestionRuns,
  decideQuestions,
  getCuttings,
  getQuestionRun,
  getQuestionSet,
  listDocuments,
  listModels,
  listQuestionRuns,
  listQuestionSets,
  type NewQuestion,
  proposeQuestions,
  type QuestionId,
  type QuestionRun,
  type QuestionRunId,
  type QuestionSetId,
  type RunSettings,
  removeQuestionRun,
  removeQuestionSet,
  startQuestionRun,
  tryCuttings,
} from "@/api";

const runningMs = 700;
export const documentsShown = 50;

export const isRunning = ({ state }: Pick<QuestionRun, "state">) => state === "queued" || state === "running";

export const useQuestionSets = () =>
  useQuery({ queryKey: ["evaluation", "sets"], queryFn: ({ signal }) => listQuestionSets(signal) });

export const useQuestionSet = (id: QuestionSetId) =>
  useQuery({ queryKey: ["evaluation", "set", id], queryFn: ({ signal }) => getQuestionSet(id, signal) });

export const useRuns = (id: QuestionSetId) =>
  useQuery({
    queryKey: ["evaluation", "runs", id],
    queryFn: ({ signal }) => listQuestionRuns(id, signal),
    refetchInterval: ({ state }) => (state.data?.runs.some(isRunning) ? runningMs : false),
  });

export const useCuttings = (id: QuestionSetId) =>
  useQuery({
    queryKey: ["evaluation", "cuttings", id],
    queryFn: ({ signal }) => getCuttings(id, signal),
    refetchInterval: ({ state }) => (state.data?.tried.some(({ run }) => isRunning(run)) ? runningMs : false),
  });

export const useRun = (id: QuestionRunId, enabled: boolean) =>
  useQuery({
    queryKey: ["evaluation", "run", id],
    queryFn: ({ signal }) => getQuestionRun(id, signal),
    enabled,
    refetchInterval: ({ state }) => (state.data && isRunning(state.data) ? runningMs : false),
  });

export const useComparison = (id: QuestionRunId, against: QuestionRunId | undefined) =>
  useQuery({
    queryKey: ["evaluation", "comparison", id, against],
    queryFn: ({ signal }) => compareQuestionRuns(id, against as QuestionRunId, signal),
    enabled: against !== undefined,
  });

export const useDocumentChoices = (name: string) =>
  useQuery({
    queryKey: ["documents", "list", "questions", name],
    queryFn: ({ signal }) => listDocuments({ name, state: "ready", limit: documentsShown }, signal),
  });

/** Ids of the models that give vectors. */
export const useEmbedders = () =>
  useQuery({
    queryKey: ["models"],
    queryFn: ({ signal }) => listModels(signal),
    select: ({ models }) => models.filter(({ embed }) => embed).map(({ id }) => id),
  });

/** A change after which everything of this page is asked for anew. */
function useChange<Wish, Answer>(change: (wish: Wish) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: ["evaluation"] }),
  });
}

export const useAddSet = () => useChange((name: string) => addQuestionSet(name));
export const useRemoveSet = () => useChange((id: QuestionSetId) => removeQuestionSet(id));
export const useAddQuestion = (id: QuestionSetId) => useChange((question: NewQuestion) => addQuestions(id, [question]));
export const usePropose = (id: QuestionSetId) => useChange((limit: number) => proposeQuestions(id, limit));
export const useDecide = (id: QuestionSetId) =>
  useChange(({ questions, decision }: { questions: QuestionId[]; decision: "accept" | "discard" }) =>
    decideQuestions(id, questions, decision),
  );
export const useStartRun = (id: QuestionSetId) =>
  useChange(({ name, settings }: { name: string; settings: RunSettings }) => startQuestionRun(id, name, settings));
export const useTryCuttings = (id: QuestionSetId) => useChange(() => tryCuttings(id));
export const useRemoveRun = () => useChange((id: QuestionRunId) => removeQuestionRun(id));
