//go:build unix

package postgrestest

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// asOwner prepares a command that runs as the owner of a folder, detached from the terminal's signals.
// PostgreSQL refuses to run as root, so root gives the folder to another user.
func asOwner(folder, program string, arguments ...string) (*exec.Cmd, error) {
	c := exec.Command(program, arguments...)
	c.Dir = folder
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if os.Geteuid() != 0 {
		return c, nil
	}
	uid, gid, err := unprivilegedUser()
	if err != nil {
		return nil, err
	}
	if err := os.Chown(folder, uid, gid); err != nil {
		return nil, fmt.Errorf("change owner of the cluster's folder: %w", err)
	}
	c.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return c, nil
}

// unprivilegedUser returns an account that is not root.
func unprivilegedUser() (uid, gid int, err error) {
	account, err := user.Lookup("postgres")
	if err != nil {
		account, err = user.Lookup("nobody")
	}
	if err != nil {
		return 0, 0, fmt.Errorf("PostgreSQL does not run as root, and there is no other account: %w", err)
	}
	if uid, err = strconv.Atoi(account.Uid); err != nil {
		return 0, 0, fmt.Errorf("read uid of %s: %w", account.Username, err)
	}
	if gid, err = strconv.Atoi(account.Gid); err != nil {
		return 0, 0, fmt.Errorf("read gid of %s: %w", account.Username, err)
	}
	return uid, gid, nil
}
