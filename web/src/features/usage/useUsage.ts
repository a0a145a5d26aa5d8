// Use and prices from the server. A changed price leaves what was counted as it was.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getUsage, listModelPrices, type ModelPrice, setModelPrice, type UsageBy } from "@/api";

export const useUsage = (month: string, by: UsageBy) =>
  useQuery({ queryKey: ["usage", month, by], queryFn: ({ signal }) => getUsage(month, by, signal) });

const pricesKey = ["model-prices"];
export const useModelPrices = () => useQuery({ queryKey: pricesKey, queryFn: ({ signal }) => listModelPrices(signal) });

export function useSetPrice() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ model, price }: { model: string; price: ModelPrice }) => setModelPrice(model, price),
    onSuccess: () => client.invalidateQueries({ queryKey: pricesKey }),
  });
}
