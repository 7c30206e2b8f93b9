//go:build !unix

package postgrestest

import (
	"errors"
	"os/exec"
)

func asOwner(string, string, ...string) (*exec.Cmd, error) {
	return nil, errors.New("the tests with PostgreSQL run on Linux and macOS only")
}
