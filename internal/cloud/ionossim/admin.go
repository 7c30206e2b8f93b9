package ionossim

import "net/http"

func (s *Sim) serveAdmin(w http.ResponseWriter, r *http.Request, segments []string) {
	w.WriteHeader(http.StatusNotFound)
}
