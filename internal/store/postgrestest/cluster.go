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

// settings trade safety for speed: nothing of a test needs to outlive a crash.
func settings() []string {
	return []string{
		"listen_addresses=", "max_connections=300", "shared_buffers=64MB", "fsync=off", "full_page_writes=off",
		"wal_level=minimal", "max_wal_senders=0", "autovacuum=off", "jit=off",
	}
}

// The stranger stands first, so that it is the only one who needs a password.
const hbaConfig = "local all " + DeniedUser + " scram-sha-256\nlocal all all trust\n"

// guard runs the server until its own standard input ends, which is when the process of the
// tests has ended, and cleans up.
const guard = `folder=$1; shift
"$@" &
server=$!
cat >/dev/null
kill -QUIT "$server"
wait "$server"
rm -rf "$folder"`

// cluster is a running server.
type cluster struct {
	folder   string    // of its socket and its files
	lifeline io.Closer // the server lives until this is closed, by the end of the process
}

// start makes a cluster and starts it.
func start() (*cluster, error) {
	programs, err := findPrograms()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "snapdeck-pg-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for the cluster: %w", err)
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

// findPrograms returns the folder of PostgreSQL's programs, the newest where there are several.
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

// makeCluster makes an empty cluster that sorts as people do, as most in earnest do.
func makeCluster(programs, folder string) error {
	made, err := asOwner(folder, filepath.Join(programs, "initdb"), "--pgdata="+filepath.Join(folder, "data"),
		"--username=postgres", "--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en",
		"--auth=trust", "--no-sync", "--no-instructions")
	if err != nil {
		return err
	}
	if out, err := made.CombinedOutput(); err != nil {
		return fmt.Errorf("make a cluster: %w\n%s", err, out)
	}
	rules := filepath.Join(folder, "data", "pg_hba.conf")
	if err := os.WriteFile(rules, []byte(hbaConfig), 0o600); err != nil {
		return fmt.Errorf("say who may log in to the cluster: %w", err)
	}
	return nil
}

// serve starts the server and its guard. Nobody waits for them: they end after this process.
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
		return nil, fmt.Errorf("make the log of the cluster: %w", err)
	}
	defer log.Close()
	server.Stdout, server.Stderr = log, log
	lifeline, err = server.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("tie the cluster to the tests: %w", err)
	}
	if err := server.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start the cluster: %w", err), lifeline.Close())
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
	return fmt.Errorf("the cluster of the tests does not answer: %w\n%s", err, log)
}

func logOf(folder string) string { return filepath.Join(folder, "log") }
