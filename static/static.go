// Package static holds the files that browsers load: styles, scripts, icons and fonts. They are embedded in the binary,
// named by a hash of their content, which allows caching them forever, and compressed once, on the first request.
package static

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"mime"
	"path"
	"slices"
	"strings"
)

// The modules in js are not embedded, since browsers load their bundles in dist.
//
//go:embed css dist fonts *.svg
var files embed.FS

const (
	prefix     = "/static/" // where the files are served
	hashDigits = 12
)

// Assets are the files, ready to be served. They are safe for concurrent use.
type Assets struct {
	urls   map[string]string
	served map[string]*asset // by hashed name

	version string
}

// New hashes and prepares the files.
func New() (*Assets, error) {
	a := &Assets{urls: map[string]string{}, served: map[string]*asset{}}
	for _, add := range []func() error{a.addMedia, a.addStyles, a.addScripts} {
		if err := add(); err != nil {
			return nil, err
		}
	}
	a.version = hashOf(a.urls)
	return a, nil
}

// addMedia adds the icons and fonts, before the styles that name their addresses.
func (a *Assets) addMedia() error {
	for _, pattern := range []string{"*.svg", "fonts/*"} {
		if err := a.addFiles(pattern, func(name string) string { return name }); err != nil {
			return err
		}
	}
	return nil
}

func (a *Assets) addStyles() error {
	content, err := joinStyles(files)
	if err != nil {
		return fmt.Errorf("join the styles: %w", err)
	}
	a.add("css/app.css", content)
	return nil
}

// addScripts adds the bundles, one for each entry point.
func (a *Assets) addScripts() error {
	return a.addFiles("dist/*.js", func(name string) string { return "js/" + path.Base(name) })
}

func (a *Assets) addFiles(pattern string, public func(name string) string) error {
	names, err := fs.Glob(files, pattern)
	if err != nil {
		return fmt.Errorf("list %s: %w", pattern, err)
	}
	for _, name := range names {
		content, err := files.ReadFile(name)
		if err != nil {
			return fmt.Errorf("read the embedded file %s: %w", name, err)
		}
		a.add(public(name), content)
	}
	return nil
}

// add prepares one file under a name that contains its hash. It replaces "/static/name" of files that were added before
// by their hashed addresses, relative to its own, so that the files can be served below any path.
func (a *Assets) add(name string, content []byte) {
	content = a.resolve(content, strings.Repeat("../", strings.Count(name, "/")))
	sum := sha256.Sum256(content)
	digest := hex.EncodeToString(sum[:])[:hashDigits]
	ending := path.Ext(name)
	hashed := strings.TrimSuffix(name, ending) + "." + digest + ending
	f := &asset{kind: kindOf(ending), tag: `"` + digest + `"`, plain: content}
	if ending != ".woff2" {
		f.compressible()
	}
	a.urls[name], a.served[hashed] = prefix+hashed, f
}

func (a *Assets) resolve(content []byte, up string) []byte {
	pairs := make([]string, 0, 2*len(a.urls))
	for name, url := range a.urls {
		pairs = append(pairs, prefix+name, up+strings.TrimPrefix(url, prefix))
	}
	return []byte(strings.NewReplacer(pairs...).Replace(string(content)))
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

// Version changes when any file does. A page that was loaded with another version is out of date.
func (a *Assets) Version() string { return a.version }

// hashOf hashes the hashed names of all files.
func hashOf(urls map[string]string) string {
	all := strings.Join(slices.Sorted(maps.Values(urls)), "\n")
	sum := sha256.Sum256([]byte(all))
	return hex.EncodeToString(sum[:])[:hashDigits]
}

// URL returns the address of a file by its plain name, such as "css/app.css". The address of an unknown name is not
// found.
func (a *Assets) URL(name string) string {
	if url, ok := a.urls[name]; ok {
		return url
	}
	return prefix + name
}
