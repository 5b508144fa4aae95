"""What the resources of the API are made with: no resource stands here."""
