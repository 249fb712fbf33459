const;
