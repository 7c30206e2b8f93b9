package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/term"

	"snapdeck/internal/app"
	"snapdeck/internal/audit"
	"snapdeck/internal/auth"
	"snapdeck/internal/config"
	"snapdeck/internal/store"
)

// user adds a user or sets a new password. It may run beside the dashboard.
func user(ctx context.Context, args, environ []string, t terminal) error {
	if len(args) < 2 || args[0] != "add" {
		return errors.New("usage: web user add NAME")
	}
	name := args[1]
	c, err := config.Parse(args[2:], environ, t.out)
	if err != nil {
		return err
	}
	password, err := askPassword(t)
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, store.Options{URL: c.DatabaseURL.Reveal(), Path: filepath.Join(c.Data, app.DatabaseFile)})
	if err != nil {
		return err
	}
	return errors.Join(setPassword(ctx, db, name, password, t), db.Close())
}

// setPassword sets a password, with a message and an audit entry that do not contain it.
func setPassword(ctx context.Context, db *store.Store, name, password string, t terminal) error {
	created, err := auth.NewAuthenticator(db, db, auth.NewHasher(), time.Now).SetPassword(ctx, name, password)
	if err != nil {
		return err
	}
	visible := "has a new password; the sessions of the old one have ended."
	if created {
		visible = "can log in now."
	}
	sentence := fmt.Sprintln("User", strings.TrimSpace(name), visible)
	fmt.Fprint(t.out, sentence)
	err = db.AppendAudit(ctx, audit.Entry{
		At: time.Now().UTC(), Actor: audit.Console, Action: audit.SetPassword, Outcome: audit.Done, Detail: strings.TrimSpace(sentence),
	})
	if err != nil {
		return fmt.Errorf("the password is set, but the audit log could not be written: %w", err)
	}
	return nil
}

// askPassword reads a password twice from a terminal without showing it, or once from a pipe.
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
