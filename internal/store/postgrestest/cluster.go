package postgrestest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// settings trade safety for speed: no test data needs to survive a crash.
func settings() []string {
	return []string{
		"listen_addresses=", "max_connections=300", "shared_buffers=64MB", "fsync=off", "full_page_writes=off",
		"wal_level=minimal", "max_wal_senders=0", "autovacuum=off", "jit=off",
	}
}

// The first match wins, so only the denied user needs a password.
const hbaConfig = "local all " + DeniedUser + " scram-sha-256\nlocal all all trust\n"

// guard runs the server until its standard input closes, when the test process has ended, and cleans up.
const guard = `folder=$1; shift
"$@" &
server=$!
cat >/dev/null
kill -QUIT "$server"
wait "$server"
rm -rf "$folder"`

// cluster is a running server.
type cluster struct {
	folder   string    // of the socket and the files
	lifeline io.Closer // the server stops when it closes, at the end of the process
}

// start creates and starts a cluster.
func start() (*cluster, error) {
	programs, err := findPrograms()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "snapdeck-pg-")
	if err != nil {
		return nil, fmt.Errorf("create folder of the cluster: %w", err)
	}
	if err := makeCluster(programs, folder); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	lifeline, err := serve(programs, folder)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	return &cluster{folder: folder, lifeline: lifeline}, awaitServer(folder)
}

// findPrograms returns the folder of PostgreSQL's programs, of the newest version.
func findPrograms() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(path), nil
		}
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errors.New("PostgreSQL is not installed, and these tests need it: run “make postgres”")
	}
	return filepath.Dir(slices.Max(found)), nil
}

// makeCluster creates an empty cluster with a linguistic collation, as most production databases have.
func makeCluster(programs, folder string) error {
	made, err := asOwner(folder, filepath.Join(programs, "initdb"), "--pgdata="+filepath.Join(folder, "data"),
		"--username=postgres", "--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en",
		"--auth=trust", "--no-sync", "--no-instructions")
	if err != nil {
		return err
	}
	if out, err := made.CombinedOutput(); err != nil {
		return fmt.Errorf("create cluster: %w\n%s", err, out)
	}
	rules := filepath.Join(folder, "data", "pg_hba.conf")
	if err := os.WriteFile(rules, []byte(hbaConfig), 0o600); err != nil {
		return fmt.Errorf("configure logins of the cluster: %w", err)
	}
	return nil
}

// serve starts the server and its guard, which both outlive this process briefly.
func serve(programs, folder string) (lifeline io.Closer, err error) {
	arguments := []string{"-c", guard, "guard", folder,
		filepath.Join(programs, "postgres"), "-D", filepath.Join(folder, "data"), "-k", folder}
	for _, setting := range settings() {
		arguments = append(arguments, "-c", setting)
	}
	server, err := asOwner(folder, "/bin/sh", arguments...)
	if err != nil {
		return nil, err
	}
	log, err := os.Create(logOf(folder))
	if err != nil {
		return nil, fmt.Errorf("create log of the cluster: %w", err)
	}
	defer log.Close()
	server.Stdout, server.Stderr = log, log
	lifeline, err = server.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("connect cluster to the test process: %w", err)
	}
	if err := server.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start cluster: %w", err), lifeline.Close())
	}
	return lifeline, nil
}

func awaitServer(folder string) error {
	var err error
	for deadline := time.Now().Add(connectTimeout); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if err = command(folder, "SELECT 1"); err == nil {
			return nil
		}
	}
	log, _ := os.ReadFile(logOf(folder))
	return fmt.Errorf("the test cluster does not answer: %w\n%s", err, log)
}

func logOf(folder string) string { return filepath.Join(folder, "log") }
