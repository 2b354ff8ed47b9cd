"""An OpenAPI document with a deprecated part and a preview part of each kind."""

from __future__ import annotations

MARKED = """
openapi: 3.1.0
info: {title: Marked, version: "1", license: {name: MIT, identifier: MIT}}
servers: [{url: "https://api.maton.ai"}]
x-resource-names: [/]
tags:
  - {name: rooms, description: A room is a place.}
paths:
  /rooms:
    get:
      operationId: rooms.list
      tags: [rooms]
      summary: List rooms.
      description: All of them.
      deprecated: true
      x-deprecation: Use `rooms.get`.
      parameters:
        - name: filter
          in: query
          example: x
          deprecated: true
          x-deprecation: Use `kinds` in place of `filter`.
          schema: {type: string, description: Selects rooms.}
        - name: kinds
          in: query
          example: [SMALL]
          x-preview: v2beta
          schema:
            description: Their kinds.
            type: array
            items: {anyOf: [{$ref: '#/components/schemas/Kind'}, {type: string}]}
        - name: pageSize
          in: query
          example: 3
          schema: {type: integer, x-largest: 7, description: Their number.}
        - {name: pageToken, in: query, example: x, schema: {type: string, description: A token.}}
      responses:
        '200':
          description: A page of rooms.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/ListRoomsResponse'}
              examples: {two: {value: {rooms: [{name: rooms/a}, {name: rooms/b}]}}}
  /rooms/{roomId}:
    parameters:
      - {$ref: '#/components/parameters/roomId'}
    get:
      operationId: rooms.get
      tags: [rooms]
      summary: Get a room.
      description: One of them.
      deprecated: true
      x-deprecation: 'Use `"rooms"`, not C:\\new.'
      responses: {'200': {$ref: '#/components/responses/Room'}}
    patch:
      operationId: rooms.update
      tags: [rooms]
      summary: Change a room.
      description: One of them.
      x-write: {outcome: Changes this room., destructive: false}
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/RoomInput'}
            examples: {a: {value: {title: A}}}
      responses: {'200': {$ref: '#/components/responses/Room'}}
  /v2beta/{roomId}:
    parameters:
      - {$ref: '#/components/parameters/roomId'}
    get:
      operationId: rooms.peek
      tags: [rooms]
      summary: Look into a room.
      description: Through the door.
      x-preview: v2beta
      responses: {'200': {$ref: '#/components/responses/Room'}}
components:
  parameters:
    roomId:
      name: roomId
      in: path
      required: true
      example: a
      schema: {type: string, description: Id of the room.}
  responses:
    Room:
      description: The room.
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Room'}
          examples: {a: {value: {name: rooms/a}}}
  schemas:
    Kind:
      type: string
      description: The kind of a room.
      enum: [SMALL, LARGE, HUGE]
      x-enumDescriptions: {SMALL: Has ten seats., LARGE: Has more seats.}
      x-enumDeprecated: {LARGE: Use `HUGE`.}
      x-enumPreview: {HUGE: v2beta}
    Plain:
      type: string
      enum: [ONLY]
      deprecated: true
      x-deprecation: Nothing needs it.
    Room:
      type: object
      description: A room.
      required: [name]
      properties:
        name: {type: string, description: Its name.}
        owner:
          type: string
          description: Its owner.
          deprecated: true
          x-deprecation: Rooms belong to everyone.
    ListRoomsResponse:
      type: object
      description: A page of rooms.
      properties:
        rooms: {type: array, description: The rooms., items: {$ref: '#/components/schemas/Room'}}
        nextPageToken: {type: string, description: A token.}
    RoomInput:
      type: object
      description: The fields of a room.
      properties:
        title: {type: string, description: Its title.}
        oldTitle:
          type: string
          description: Its title, before.
          deprecated: true
          x-deprecation: >-
            Use `title`. It holds the same
            text.
        themes: {type: array, description: X., items: {$ref: '#/components/schemas/Theme'}}
        theme:
          description: Its looks.
          $ref: '#/components/schemas/Theme'
          deprecated: true
          x-deprecation: All rooms look the same.
        plain: {anyOf: [{$ref: '#/components/schemas/Plain'}, {type: string}]}
        settings:
          type: object
          description: Its settings.
          properties:
            kind:
              description: Its kind.
              anyOf: [{$ref: '#/components/schemas/Kind'}, {type: string}]
            seats:
              type: array
              description: Its seats.
              deprecated: true
              x-deprecation: Seats are free.
              x-preview: v2beta
              items: {$ref: '#/components/schemas/Seat'}
        doors: {type: array, description: Its doors., items: {$ref: '#/components/schemas/Door'}}
    Seat: {type: object, description: A seat., properties: {row: {type: integer}}}
    Door:
      type: object
      properties:
        color: {type: string, deprecated: true, x-deprecation: Doors are white.}
        size: {type: integer, description: Its size.}
    Theme:
      type: object
      description: A theme.
      deprecated: true
      x-deprecation: Themes will be removed.
      x-preview: v2beta
      properties: {name: {type: string, description: Its name.}}
"""
