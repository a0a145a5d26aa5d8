// Who is asked in kept conversations, and who beside; what is gone of that makes way for the usual choice.
import { useTranslation } from "react-i18next";
import { useChoices, useDropped } from "./choices";
import { useAsking } from "./useConversations";

export function useWho() {
  const { t } = useTranslation();
  const { asking, state } = useAsking();
  const offered = useChoices();
  const { choices, usual } = offered;
  const dropModel = () => {
    asking.setModel("");
    if (state.beside === usual) asking.setBeside("");
  };
  const gone = [
    useDropped(offered, state.model, t("chat.model_gone", { model: usual }), dropModel),
    useDropped(offered, state.beside, t("chat.beside_gone"), () => asking.setBeside("")),
  ];
  return {
    choices,
    usual,
    model: state.model || usual,
    beside: state.beside,
    gone: gone.filter((words) => words !== undefined),
  };
}
