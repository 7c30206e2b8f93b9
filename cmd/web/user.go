package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"golang.org/x/term"

	"snapdeck/internal/app"
	"snapdeck/internal/audit"
	"snapdeck/internal/auth"
	"snapdeck/internal/config"
	"snapdeck/internal/store"
)

// user manages the users. It may run beside the dashboard.
func user(ctx context.Context, args, environ []string, t terminal) error {
	command, err := parseUserCommand(args)
	if err != nil {
		return err
	}
	c, err := config.Parse(command.rest, environ, t.out)
	if err != nil {
		return err
	}
	if command.verb == "add" {
		if command.password, err = askPassword(t); err != nil {
			return err
		}
	}
	db, err := store.Open(ctx, store.Options{URL: c.DatabaseURL.Reveal(), Path: filepath.Join(c.Data, app.DatabaseFile)})
	if err != nil {
		return err
	}
	return errors.Join(command.run(ctx, db, t), db.Close())
}

type userCommand struct {
	verb, name string
	role       auth.Role // empty: not given
	password   string
	rest       []string // the flags
}

var errUserUsage = errors.New("write “web user list”, “web user add NAME [--role ROLE]”, “web user role NAME ROLE” or “web user disable|enable|remove|logout NAME”")

func parseUserCommand(args []string) (c userCommand, err error) {
	if len(args) == 0 {
		return c, errUserUsage
	}
	c.verb, c.rest = args[0], args[1:]
	if c.verb == "list" {
		return c, nil
	}
	if !slices.Contains([]string{"add", "role", "disable", "enable", "remove", "logout"}, c.verb) || len(c.rest) == 0 || strings.HasPrefix(c.rest[0], "-") {
		return c, errUserUsage
	}
	c.name, c.rest = strings.TrimSpace(c.rest[0]), c.rest[1:]
	if c.verb == "add" && len(c.rest) > 1 && strings.TrimLeft(c.rest[0], "-") == "role" {
		c.rest = c.rest[1:]
		c.role, err = auth.ParseRole(c.rest[0])
		c.rest = c.rest[1:]
	}
	if c.verb == "role" {
		if len(c.rest) == 0 {
			return c, errUserUsage
		}
		c.role, err = auth.ParseRole(c.rest[0])
		c.rest = c.rest[1:]
	}
	return c, err
}

func (c userCommand) run(ctx context.Context, db *store.Store, t terminal) error {
	if c.verb == "list" {
		return listUsers(ctx, db, t)
	}
	if c.verb == "add" {
		return c.add(ctx, db, t)
	}
	u, err := db.UserByName(ctx, c.name)
	if err != nil {
		return fmt.Errorf("%s: %w", c.name, err)
	}
	action, sentence, err := c.change(ctx, db, u)
	if err != nil {
		return err
	}
	return report(ctx, db, t, action, sentence)
}

// change executes a command on an existing user.
func (c userCommand) change(ctx context.Context, db *store.Store, u auth.User) (action, sentence string, err error) {
	switch c.verb {
	case "role":
		return audit.SetRole, fmt.Sprintf("User %s is %s now.", u.Name, c.role), db.SetRole(ctx, u.ID, c.role)
	case "disable":
		return audit.DisableUser, "User " + u.Name + " can no longer log in; their sessions have ended.", db.DisableUser(ctx, u.ID, time.Now().UTC())
	case "enable":
		return audit.EnableUser, "User " + u.Name + " can log in again.", db.EnableUser(ctx, u.ID)
	case "remove":
		return audit.RemoveUser, "User " + u.Name + " is removed; their sessions have ended.", db.RemoveUser(ctx, u.ID)
	default:
		return audit.EndSessions, "The sessions of user " + u.Name + " have ended.", db.EndSessionsOf(ctx, u.ID, "")
	}
}

// add creates a user, or sets the password, and the role if given, of an existing one. The first user is an admin.
func (c userCommand) add(ctx context.Context, db *store.Store, t terminal) error {
	authenticator := auth.NewAuthenticator(db, db, auth.NewHasher(), time.Now)
	if u, err := db.UserByName(ctx, c.name); err == nil {
		if _, err := authenticator.SetPassword(ctx, c.name, c.password); err != nil {
			return err
		}
		if err := db.ForgetFactors(ctx, u.ID); err != nil {
			return err
		}
		if err := report(ctx, db, t, audit.SetPassword, "User "+c.name+" has a new password; the sessions of the old one have ended."); err != nil || c.role == "" {
			return err
		}
		if err := db.SetRole(ctx, u.ID, c.role); err != nil {
			return err
		}
		return report(ctx, db, t, audit.SetRole, fmt.Sprintf("User %s is %s now.", u.Name, c.role))
	}
	role := c.role
	if role == "" {
		n, err := db.CountUsers(ctx)
		if err != nil {
			return err
		}
		role = auth.RoleViewer
		if n == 0 {
			role = auth.RoleAdmin
		}
	}
	if err := authenticator.AddUser(ctx, c.name, c.password, role, false); err != nil {
		return err
	}
	return report(ctx, db, t, audit.AddUser, "User "+c.name+" can log in now, as "+string(role)+".")
}

// report reports a change on the terminal and in the audit log.
func report(ctx context.Context, db *store.Store, t terminal, action, sentence string) error {
	fmt.Fprintln(t.out, sentence)
	err := db.AppendAudit(ctx, audit.Entry{At: time.Now().UTC(), Actor: audit.Console, Action: action, Outcome: audit.Done, Detail: sentence})
	if err != nil {
		return fmt.Errorf("it is done, but could not be added to the audit log: %w", err)
	}
	return nil
}

func listUsers(ctx context.Context, db *store.Store, t terminal) error {
	users, err := db.Users(ctx)
	if err != nil {
		return err
	}
	sessions, err := db.CountSessions(ctx, time.Now().UTC())
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tROLE\tSTATE\tLAST LOGIN\tSESSIONS")
	for _, u := range users {
		state, login := "active", "never"
		if u.Disabled() {
			state = "disabled"
		}
		if !u.LastLoginAt.IsZero() {
			login = u.LastLoginAt.Format(time.RFC3339) + " from " + u.LastLoginAddr
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%d\n", u.Name, u.Role, state, login, sessions[u.ID])
	}
	return table.Flush()
}

// askPassword reads a password twice without showing it, or once from a pipe.
func askPassword(t terminal) (string, error) {
	descriptor := int(t.in.Fd())
	if !term.IsTerminal(descriptor) {
		line, err := bufio.NewReader(t.in).ReadString('\n')
		if err != nil && line == "" {
			return "", fmt.Errorf("read password from input: %w", err)
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	first, err := readHidden(t, descriptor, "Password: ")
	if err != nil {
		return "", err
	}
	second, err := readHidden(t, descriptor, "Repeat: ")
	if err != nil {
		return "", err
	}
	if first != second {
		return "", errors.New("the passwords differ; nothing was changed")
	}
	return first, nil
}

func readHidden(t terminal, descriptor int, prompt string) (string, error) {
	fmt.Fprint(t.err, prompt)
	typed, err := term.ReadPassword(descriptor)
	fmt.Fprintln(t.err)
	if err != nil {
		return "", fmt.Errorf("read password: %w", err)
	}
	return string(typed), nil
}
