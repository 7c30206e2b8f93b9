// Package static holds the files that browsers load: styles, scripts, icons and fonts. They
// are embedded into the binary, named after their content so that they can be kept for ever,
// and compressed once at start.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/andybalholm/brotli"
)

//go:embed css js fonts *.svg
var files embed.FS

// The compression levels: high enough to save, low enough to start in a few milliseconds.
const (
	brotliLevel = 5
	hashDigits  = 12
)

// prefix is where the files are served.
const prefix = "/static/"

// Assets are the files, ready to be served. They may be used concurrently.
type Assets struct {
	urls   map[string]string
	served map[string]asset // by hashed name
}

// asset is a file in the forms in which it is sent.
type asset struct {
	kind, tag         string
	plain, gzip, brot []byte
}

// New prepares the files.
func New() (*Assets, error) {
	a := &Assets{urls: map[string]string{}, served: map[string]asset{}}
	var styles []string
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if path.Ext(name) == ".css" || path.Ext(name) == ".js" {
			styles = append(styles, name) // they name other files, which must be known before
			return nil
		}
		return a.add(name)
	})
	if err != nil {
		return nil, fmt.Errorf("read the embedded files: %w", err)
	}
	// A file is prepared after those that it names, so that it can name their hashes.
	for len(styles) > 0 {
		waiting, err := a.addReady(styles)
		if err != nil {
			return nil, err
		}
		if len(waiting) == len(styles) {
			return nil, fmt.Errorf("the files %s name each other in a circle", strings.Join(waiting, ", "))
		}
		styles = waiting
	}
	return a, nil
}

// addReady prepares the files that name none of the others, and returns the rest.
func (a *Assets) addReady(names []string) (waiting []string, err error) {
	for _, name := range names {
		content, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read the embedded file %s: %w", name, err)
		}
		if namesAny(content, names, a.urls) {
			waiting = append(waiting, name)
			continue
		}
		if err := a.add(name); err != nil {
			return nil, err
		}
	}
	return waiting, nil
}

// namesAny reports whether a file names another one that is not prepared yet.
func namesAny(content []byte, names []string, done map[string]string) bool {
	for _, name := range names {
		if _, ok := done[name]; !ok && bytes.Contains(content, []byte(prefix+name)) {
			return true
		}
	}
	return false
}

// add prepares one file under a name that tells its content.
func (a *Assets) add(name string) error {
	content, err := files.ReadFile(name)
	if err != nil {
		return fmt.Errorf("read the embedded file %s: %w", name, err)
	}
	content = a.resolve(content)
	sum := sha256.Sum256(content)
	digest := hex.EncodeToString(sum[:])[:hashDigits]
	ending := path.Ext(name)
	hashed := strings.TrimSuffix(name, ending) + "." + digest + ending
	f := asset{kind: kindOf(ending), tag: `"` + digest + `"`, plain: content}
	if ending != ".woff2" {
		if f.gzip, f.brot, err = compressed(content); err != nil {
			return fmt.Errorf("compress %s: %w", name, err)
		}
	}
	a.urls[name], a.served[hashed] = prefix+hashed, f
	return nil
}

// resolve puts the hashed addresses of other files where a style or script names them as
// "/static/name".
func (a *Assets) resolve(content []byte) []byte {
	for name, url := range a.urls {
		content = bytes.ReplaceAll(content, []byte(prefix+name), []byte(url))
	}
	return content
}

func kindOf(ending string) string {
	switch ending {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".woff2":
		return "font/woff2"
	default:
		return mime.TypeByExtension(ending)
	}
}

func compressed(content []byte) (gz, br []byte, err error) {
	var g, b bytes.Buffer
	gw := gzip.NewWriter(&g)
	bw := brotli.NewWriterLevel(&b, brotliLevel)
	if _, err := gw.Write(content); err != nil {
		return nil, nil, err
	}
	if _, err := bw.Write(content); err != nil {
		return nil, nil, err
	}
	if err := errors.Join(gw.Close(), bw.Close()); err != nil {
		return nil, nil, err
	}
	return g.Bytes(), b.Bytes(), nil
}

// URL returns the address of a file by its plain name, such as "css/app.css". An unknown
// name gives an address at which nothing is.
func (a *Assets) URL(name string) string {
	if url, ok := a.urls[name]; ok {
		return url
	}
	return prefix + name
}

// ServeHTTP answers with a file by its hashed name, below the prefix that is stripped.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.served[strings.TrimPrefix(r.URL.Path, "/")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", f.tag)
	h.Add("Vary", "Accept-Encoding")
	if r.Header.Get("If-None-Match") == f.tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := f.plain
	switch accepted := r.Header.Get("Accept-Encoding"); {
	case f.brot != nil && accepts(accepted, "br"):
		h.Set("Content-Encoding", "br")
		body = f.brot
	case f.gzip != nil && accepts(accepted, "gzip"):
		h.Set("Content-Encoding", "gzip")
		body = f.gzip
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a browser that has gone away needs nothing
	}
}

// accepts reports whether an Accept-Encoding header allows a coding.
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(name) == coding && strings.ReplaceAll(quality, " ", "") != "q=0" {
			return true
		}
	}
	return false
}
