// Command web is Snapdeck: the dashboard, and the commands for its operators.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // for systems without time zones, such as the container image

	"snapdeck/internal/config"
)

const usage = `Snapdeck is a dashboard for the snapshots of IONOS Cloud volumes.

  web [flags]          serve the dashboard (the default)
  web user list        list the users with their role, last login and sessions
  web user add NAME [--role ROLE]
                       add a user with a role, viewer by default, or set a new password,
                       which ends the user's sessions and removes their second factors
  web user role NAME ROLE
                       give a user a role: viewer, operator, maintainer, auditor or admin
  web user disable|enable|remove|logout NAME
                       disable, enable or delete a user, or end their sessions, which
                       disable and remove do too
  web backup FILE      copy the SQLite database to a new file, even while the dashboard runs
  web restore FILE     replace the SQLite database by a backup, now or at the dashboard's next start
  web archive --before DATE FILE
                       move operations and audit entries from before a day, at least a year ago,
                       out of the database into a new file
  web healthcheck      check whether the dashboard on this host is up
  web version          print the version
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Environ(), terminal{os.Stdin, os.Stdout, os.Stderr}))
}

type terminal struct {
	in       *os.File
	out, err io.Writer
}

func run(ctx context.Context, args, environ []string, t terminal) int {
	command, rest := "serve", args
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		command, rest = args[0], args[1:]
	}
	var err error
	switch command {
	case "serve":
		err = serve(ctx, rest, environ, t)
	case "user":
		err = user(ctx, rest, environ, t)
	case "backup":
		err = backup(ctx, rest, environ, t)
	case "restore":
		err = restore(ctx, rest, environ, t)
	case "archive":
		err = archive(ctx, rest, environ, t)
	case "healthcheck":
		err = healthcheck(ctx, rest, environ)
	case "version":
		_, err = fmt.Fprintln(t.out, "snapdeck", versionOf().String())
	case "help":
		_, err = fmt.Fprint(t.out, usage)
	default:
		err = fmt.Errorf("unknown command %q; “web help” lists the commands", command)
	}
	if err == nil || errors.Is(err, config.ErrHelp) {
		return 0
	}
	fmt.Fprintln(t.err, "snapdeck:", err)
	return 1
}
