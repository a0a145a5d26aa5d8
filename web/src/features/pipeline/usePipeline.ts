// Operations and presets of the server, and a recipe tried a moment after the last change.
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRecipeRun, listRecipeRuns, listRecipes, runRecipe, tryRecipe } from "@/api";

export const useRecipes = () =>
  useQuery({
    queryKey: ["recipes"],
    queryFn: ({ signal }) => listRecipes(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

export function useTried(recipe: string, texts: string[]) {
  const [asked] = useDebouncedValue({ recipe, texts }, 400);
  return useQuery({
    queryKey: ["recipes", "try", asked],
    queryFn: ({ signal }) => tryRecipe(asked, signal),
    enabled: asked.texts.length > 0 && asked.recipe.includes("- "),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0, // samples may hold personal data: nothing of them stays behind
  });
}

const refreshMs = 2000;

export const useRecipeRuns = () =>
  useQuery({ queryKey: ["recipes", "runs"], queryFn: ({ signal }) => listRecipeRuns(signal) });

/** Asks again every two seconds while documents wait. */
export const useRecipeReport = (id: string) =>
  useQuery({
    queryKey: ["recipes", "runs", id],
    queryFn: ({ signal }) => getRecipeRun(id, signal),
    enabled: id !== "",
    refetchInterval: ({ state }) => ((state.data?.waiting ?? 0) > 0 ? refreshMs : false),
  });

export function useRunRecipe() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: runRecipe,
    onSuccess: () => client.invalidateQueries({ queryKey: ["recipes", "runs"] }),
  });
}
