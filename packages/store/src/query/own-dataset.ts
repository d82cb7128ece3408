/** The dataset of Cordwood's own records. Searches leave it out unless they name a dataset or a service. */
export const ownDataset = "cordwood";
