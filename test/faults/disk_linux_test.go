package faults

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"snapdeck/test/app"

	"github.com/stretchr/testify/require"
)

// smallDisk returns a directory on its own disk, which only root may create.
func smallDisk(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := syscall.Mount("none", folder, "tmpfs", 0, "size=24m"); err != nil {
		t.Skip("a disk cannot be made here:", err)
	}
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(folder, syscall.MNT_DETACH)) })
	return folder
}

// fill writes until the disk is full, and returns the file.
func fill(t *testing.T, folder string) (path string) {
	t.Helper()
	path = filepath.Join(folder, "filler")
	file, err := os.Create(path)
	require.NoError(t, err)
	for block := make([]byte, 1<<16); len(block) > 0; {
		if _, err = file.Write(block); err != nil {
			block = block[:len(block)/2] // the last bytes too
		}
	}
	require.ErrorIs(t, err, syscall.ENOSPC)
	require.NoError(t, file.Close())
	return path
}

// The disk becomes full under a running dashboard. A request at that moment gets an explanation, before any probe has
// failed.
func TestDatabase_DiskFull(t *testing.T) {
	t.Parallel()
	a := newAppIn(t, smallDisk(t))
	eventually(t, "it is ready", func() bool { return a.status(t, "/readyz") == http.StatusOK })
	filler := fill(t, a.data)
	a.wantOnlyReadable(t)
	require.NoError(t, os.Remove(filler))
	a.wantWritable(t)
}

// A login cannot store its session.
func TestDatabase_LogInWithFullDisk(t *testing.T) {
	t.Parallel()
	a := newAppIn(t, smallDisk(t))
	filler := fill(t, a.data)
	a.wantOnlyReadable(t)
	visitor := &http.Client{Transport: &http.Transport{}, Timeout: testTimeout}
	t.Cleanup(visitor.CloseIdleConnections)
	response, err := visitor.PostForm(a.url+"/login", url.Values{"username": {"admin"}, "password": {app.Password}})
	require.NoError(t, err)
	text, err := io.ReadAll(response.Body)
	require.NoError(t, errors.Join(err, response.Body.Close()))
	require.Equal(t, http.StatusServiceUnavailable, response.StatusCode)
	require.Contains(t, string(text), cannotWrite)
	response, err = visitor.Get(a.url + "/login")
	require.NoError(t, err)
	text, err = io.ReadAll(response.Body)
	require.NoError(t, errors.Join(err, response.Body.Close()))
	require.Contains(t, string(text), cannotWrite)
	require.Empty(t, usableButtons(string(text)))
	require.NoError(t, os.Remove(filler))
}
