// Child process: a real ClickHouse server on loopback, from the engine library that npm installs. Tests only: it has no
// password. Arguments: directory, HTTP port; for a server of a cluster also TCP port and configuration file.
import { DataType, load, open } from "ffi-rs";
import { libchdbPath } from "chdb/libchdb";

const [directory, httpPort, tcpPort, configuration] = process.argv.slice(2);
const inCluster = tcpPort === undefined ? [] : [`--tcp_port=${tcpPort}`, `--config-file=${configuration}`];
open({ library: "libchdb", path: libchdbPath() });
const args = [
  "clickhouse-local",
  `--path=${directory}`,
  `--http_port=${httpPort}`,
  "--listen_host=127.0.0.1",
  ...inCluster,
  `--query=SYSTEM START LISTEN HTTP; ${tcpPort === undefined ? "" : "SYSTEM START LISTEN TCP; "}SELECT sleepEachRow(3) FROM numbers(100000) FORMAT Null SETTINGS function_sleep_max_microseconds_per_block = 0, max_block_size = 1`,
];
load({
  library: "libchdb",
  funcName: "chdb_query_cmdline",
  retType: DataType.I32,
  paramsType: [DataType.I32, DataType.StringArray],
  paramsValue: [args.length, args],
});
