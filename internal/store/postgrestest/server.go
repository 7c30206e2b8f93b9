package postgrestest

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Server is a PostgreSQL server for one test, which can be stopped, reset to a copy, and recovered.
type Server struct {
	programs, folder string
	running          *exec.Cmd
	lifeline         io.Closer
}

// durable returns the settings of a server that can be recovered.
func durable() []string {
	return []string{"listen_addresses=", "max_connections=50", "shared_buffers=16MB", "wal_level=replica", "fsync=off", "autovacuum=off", "jit=off"}
}

// tied runs the server until its standard input closes, and stops it at once.
const tied = `"$@" &
server=$!
cat >/dev/null
kill -INT "$server" 2>/dev/null
wait "$server"
exit 0`

// NewServer starts a server with an empty database. It stops when the test ends.
func NewServer(tb testing.TB) *Server {
	tb.Helper()
	programs, err := findPrograms()
	if err != nil {
		tb.Fatal(err)
	}
	folder, err := os.MkdirTemp("", "snapdeck-pg-") // short, as the paths of sockets are limited
	if err != nil {
		tb.Fatal(err)
	}
	s := &Server{programs: programs, folder: folder}
	tb.Cleanup(func() {
		if s.running != nil {
			s.Stop(tb)
		}
		if err := os.RemoveAll(folder); err != nil {
			tb.Error(err)
		}
	})
	if err := makeCluster(programs, folder); err != nil {
		tb.Fatal(err)
	}
	s.Start(tb)
	if err := command(folder, "CREATE DATABASE snapdeck"); err != nil {
		tb.Fatal(err)
	}
	return s
}

// URL returns the address of the database.
func (s *Server) URL() string { return address(s.folder, "postgres", "snapdeck") }

// Start starts the server and waits until it answers.
func (s *Server) Start(tb testing.TB) {
	tb.Helper()
	arguments := []string{"-c", tied, "tied", filepath.Join(s.programs, "postgres"), "-D", filepath.Join(s.folder, "data"), "-k", s.folder}
	for _, setting := range durable() {
		arguments = append(arguments, "-c", setting)
	}
	server, err := asOwner(s.folder, "/bin/sh", arguments...)
	if err != nil {
		tb.Fatal(err)
	}
	log, err := os.OpenFile(logOf(s.folder), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		tb.Fatal(err)
	}
	defer log.Close()
	server.Stdout, server.Stderr = log, log
	if s.lifeline, err = server.StdinPipe(); err != nil {
		tb.Fatal(err)
	}
	if err := server.Start(); err != nil {
		tb.Fatal(err)
	}
	s.running = server
	if err := awaitServer(s.folder); err != nil {
		tb.Fatal(err)
	}
}

// Stop stops the server, which closes all connections.
func (s *Server) Stop(tb testing.TB) {
	tb.Helper()
	if err := s.lifeline.Close(); err != nil {
		tb.Error(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.running.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			tb.Error("stop PostgreSQL:", err)
		}
	case <-time.After(connectTimeout):
		tb.Error("PostgreSQL does not stop")
	}
	s.running = nil
}

// Copy stops the server, copies its data, and starts it again.
func (s *Server) Copy(tb testing.TB) (copied string) {
	tb.Helper()
	copied = filepath.Join(s.folder, fmt.Sprintf("copy-%d", made.Add(1)))
	s.Stop(tb)
	s.run(tb, "cp", "-a", filepath.Join(s.folder, "data"), copied)
	s.Start(tb)
	return copied
}

// PutBack stops the server and starts it on a copy.
func (s *Server) PutBack(tb testing.TB, copied string) {
	tb.Helper()
	s.Stop(tb)
	s.put(tb, copied)
	s.Start(tb)
}

// Recover stops the server and recovers a copy as after a disaster, which starts a new timeline.
func (s *Server) Recover(tb testing.TB, copied string) {
	tb.Helper()
	s.Stop(tb)
	s.put(tb, copied)
	s.run(tb, "sh", "-c", `touch "$0/recovery.signal" && echo "restore_command = 'false'" >>"$0/postgresql.auto.conf"`, filepath.Join(s.folder, "data"))
	s.Start(tb)
	for deadline := time.Now().Add(connectTimeout); ; time.Sleep(20 * time.Millisecond) {
		err := command(s.folder, `DO $$ BEGIN IF pg_is_in_recovery() THEN RAISE 'it is being recovered'; END IF; END $$`)
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			tb.Fatal(err)
		}
	}
}

func (s *Server) put(tb testing.TB, copied string) {
	tb.Helper()
	s.run(tb, "rm", "-rf", filepath.Join(s.folder, "data"))
	s.run(tb, "cp", "-a", copied, filepath.Join(s.folder, "data"))
}

// run runs a program as the owner of the server's files.
func (s *Server) run(tb testing.TB, program string, arguments ...string) {
	tb.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		tb.Fatal(err)
	}
	c, err := asOwner(s.folder, path, arguments...)
	if err != nil {
		tb.Fatal(err)
	}
	if out, err := c.CombinedOutput(); err != nil {
		tb.Fatalf("%s: %v\n%s", program, err, out)
	}
}

// Program returns the path of one of PostgreSQL's programs.
func (s *Server) Program(name string) string { return filepath.Join(s.programs, name) }

// Execute runs a script in the database with psql.
func (s *Server) Execute(tb testing.TB, script string) {
	tb.Helper()
	c, err := asOwner(s.folder, s.Program("psql"), "--quiet", "--set=ON_ERROR_STOP=1", s.URL())
	if err != nil {
		tb.Fatal(err)
	}
	c.Stdin = strings.NewReader(script)
	if out, err := c.CombinedOutput(); err != nil {
		tb.Fatalf("psql: %v\n%s", err, out)
	}
}
