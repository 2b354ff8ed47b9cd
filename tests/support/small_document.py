"""A small OpenAPI document, for tests of the judge and the document server."""

from __future__ import annotations

from typing import Any

from codegen.document import load_yaml

SMALL = """
openapi: 3.1.0
info: {title: Small, version: "1"}
security: [{bearer: []}]
paths:
  /connections:
    get:
      operationId: connections.list
      responses:
        '200':
          description: Fine.
          content:
            application/json:
              schema:
                type: object
                required: [connections]
                properties: {connections: {type: array, items: {type: object}}}
              examples: {none: {value: {connections: []}}}
        '5XX': {$ref: '#/components/responses/Error'}
  /v2/spaces:
    parameters: [{$ref: '#/components/parameters/Connection'}]
    get:
      operationId: spaces.list
      parameters:
        - {$ref: '#/components/parameters/PageSize'}
        - {name: pageToken, in: query, schema: {type: string}}
        - {name: deep, in: query, schema: {type: boolean}}
        - {name: share, in: query, schema: {type: number}}
        - {name: levels, in: query, schema: {type: array, items: {type: integer}}}
        - name: status
          in: query
          schema: {anyOf: [{$ref: '#/components/schemas/Access'}, {type: string}]}
      responses: {'200': {$ref: '#/components/responses/Space'}}
    post:
      operationId: spaces.create
      parameters: [{name: app, in: query, required: true, schema: {type: string, minLength: 1}}]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/SpaceInput'}}}
      responses: {'200': {$ref: '#/components/responses/Space'}}
  /v2/spaces/{spaceId}:
    parameters:
      - {$ref: '#/components/parameters/SpaceId'}
      - {$ref: '#/components/parameters/Connection'}
    get:
      operationId: spaces.get
      responses:
        '200': {$ref: '#/components/responses/Space'}
        '404': {$ref: '#/components/responses/Error'}
        '5XX': {$ref: '#/components/responses/Error'}
  /v2/spaces/{spaceId}:end:
    parameters:
      - {$ref: '#/components/parameters/SpaceId'}
      - {$ref: '#/components/parameters/Connection'}
    post:
      operationId: spaces.end
      responses:
        '200':
          description: Ended.
          content: {application/json: {schema: {$ref: '#/components/schemas/Empty'}}}
        '204': {description: Nothing to say.}
components:
  securitySchemes: {bearer: {type: http, scheme: bearer}}
  parameters:
    Connection: {name: Maton-Connection, in: header, schema: {type: string, minLength: 3}}
    SpaceId: {name: spaceId, in: path, required: true, schema: {type: string, maxLength: 40}}
    PageSize:
      name: pageSize
      in: query
      schema: {type: integer, format: int32, minimum: 0, x-largest: 100}
  responses:
    Space:
      description: The space.
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Space'}
          examples:
            first: {$ref: '#/components/examples/First'}
            second: {value: {name: spaces/b}}
    Error:
      description: Not so.
      content: {application/json: {schema: {type: object, required: [error]}}}
  examples:
    First: {value: {name: spaces/a, startTime: '2026-01-02T03:04:05.123456789Z', new: 1}}
  schemas:
    Empty: {type: object}
    Access: {type: string, enum: [OPEN, TRUSTED]}
    Config:
      type: object
      properties:
        access: {anyOf: [{$ref: '#/components/schemas/Access'}, {type: string}]}
        level: {type: integer, format: int32}
        state: {type: string, readOnly: true}
        until: {type: string, format: date-time}
        labels: {type: object, additionalProperties: {type: string}}
        free: {type: object, properties: {a: {type: string}}, additionalProperties: true}
    SpaceInput:
      type: object
      required: [title, name]
      properties:
        title: {type: string}
        name: {type: string, readOnly: true}
        config: {$ref: '#/components/schemas/Config', description: How it is set up.}
        members: {type: array, items: {$ref: '#/components/schemas/Member'}}
    Member:
      allOf:
        - {type: object, required: [email], properties: {email: {type: string}}}
        - {type: object, properties: {role: {type: string}}}
    Space:
      type: object
      required: [name]
      properties:
        name: {type: string}
        startTime: {type: string, format: date-time, readOnly: true}
        config: {$ref: '#/components/schemas/Config'}
"""
KEY = {"Authorization": "Bearer test-key"}
JSON = {**KEY, "Content-Type": "application/json; charset=utf-8"}
GET, END = ("GET", "/v2/spaces/a"), ("POST", "/v2/spaces/a:end")


def load_small_document() -> dict[str, Any]:
    """Return the small document."""
    return dict(load_yaml(SMALL))
