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

// asOwner prepares a command that runs as the owner of a folder, apart from the terminal's
// signals. PostgreSQL refuses to run as root, who gives the folder away.
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
		return nil, fmt.Errorf("give the folder of the cluster away: %w", err)
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
		return 0, 0, fmt.Errorf("PostgreSQL does not run as root, and there is nobody else: %w", err)
	}
	if uid, err = strconv.Atoi(account.Uid); err != nil {
		return 0, 0, fmt.Errorf("read the id of %s: %w", account.Username, err)
	}
	if gid, err = strconv.Atoi(account.Gid); err != nil {
		return 0, 0, fmt.Errorf("read the group of %s: %w", account.Username, err)
	}
	return uid, gid, nil
}
