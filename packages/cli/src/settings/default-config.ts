/** The configuration file that is read when none is named and it is there. */
export const defaultConfig = "cordwood.yaml";
