// Transport: Poisson and drift–diffusion of ions and carriers on a finite-volume mesh, from microseconds to hours. x runs from the ETL contact to the HTL contact.
