"""Annual reports that are public: open to everybody, as pages and files of them are."""
